package ee.qmail.it.reader;

import ee.qmail.api.BrokenEncodingException;
import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads whatever the API offers of a mail, and leaves the mail's last line and the result in a queue. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {@ActivationConfigProperty(propertyName = "recipient", propertyValue = "bean@*")})
public class CuriousBean implements MailListener {
    public static final String NOTES = "it.read";

    private static final int LINE = 64;

    @Resource(lookup = "jms/qmail")
    private ConnectionFactory factory;

    @Override
    public void onMail(InboundMail mail) {
        try {
            note(lastOctets(mail), read(mail));
        } catch (IOException | JMSException e) {
            throw new EJBException(e);
        }
    }

    private static String read(InboundMail mail) throws IOException {
        try {
            mail.header("Subject");
            mail.headers("To");
            mail.message().getContentType();
            mail.text();
            for (InboundMail.Attachment attachment : mail.attachments()) {
                attachment.name();
                attachment.type();
                readToTheEnd(attachment);
            }
            readAll(mail.messages());
            return "read";
        } catch (MessagingException | BrokenEncodingException e) {
            return e.toString();
        }
    }

    private static void readAll(List<InboundMail> messages) throws MessagingException, IOException {
        for (InboundMail message : messages) {
            message.header("Subject");
            message.text();
            readAll(message.messages());
        }
    }

    private static void readToTheEnd(InboundMail.Attachment attachment) throws MessagingException, IOException {
        try (InputStream in = attachment.open()) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static String lastOctets(InboundMail mail) throws IOException {
        try (InputStream in = mail.open()) {
            in.skipNBytes(Math.max(0, mail.size() - LINE));
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private void note(String mail, String result) throws JMSException {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            session.createProducer(session.createQueue(NOTES)).send(session.createTextMessage(mail + result));
        }
    }
}
