package ee.qmail.examples.orders;

import ee.qmail.api.BrokenEncodingException;
import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.api.MailRejectedException;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.mail.MessagingException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Takes orders: a row and a confirmation, or neither. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {@ActivationConfigProperty(propertyName = "recipient", propertyValue = "orders@*")})
public class Orders implements MailListener {
    @PersistenceContext
    private EntityManager entities;

    @Resource(lookup = "jms/qmail")
    private ConnectionFactory mail;

    /**
     * All in one transaction. What goes wrong takes all of it back, and the mail comes again; one that cannot be read for good is rejected, since it
     * would come again for a week.
     */
    @Override
    public void onMail(InboundMail mail) throws MailRejectedException {
        try {
            List<OrderLine> lines = lines(mail);
            if (entities.find(Order.class, mail.key()) == null) {
                entities.persist(new Order(mail.key(), mail.sender(), mail.arrival(), lines));
            }
            if (!mail.sender().isEmpty()) {
                confirm(mail, lines);
            }
            Warehouse.reserve(lines);
            Trouble.sometimes();
        } catch (IOException | MessagingException | JMSException e) {
            throw new EJBException("order " + mail.key() + " is tried again", e);
        }
    }

    static List<OrderLine> lines(InboundMail mail) throws MessagingException, IOException, MailRejectedException {
        try {
            return read(mail);
        } catch (BrokenEncodingException e) {
            throw new MailRejectedException("5.6.0", "order.csv is broken: " + e.getMessage());
        } catch (MessagingException e) {
            if (e.getCause() instanceof IOException) {
                throw e; // the mail cannot be read now
            }
            throw new MailRejectedException("5.6.0", "the mail cannot be read: " + e.getMessage());
        }
    }

    private static List<OrderLine> read(InboundMail mail)
            throws MessagingException, IOException, MailRejectedException {
        for (InboundMail.Attachment file : mail.attachments()) {
            if (file.name().equalsIgnoreCase("order.csv")) {
                try (InputStreamReader reader = new InputStreamReader(file.open(), StandardCharsets.UTF_8)) {
                    return OrderFile.read(reader);
                }
            }
        }
        throw new MailRejectedException("5.6.0", "an order must have a file order.csv with lines such as chair,4");
    }

    /** Its identity makes it one, however often the order comes. */
    private void confirm(InboundMail order, List<OrderLine> lines) throws JMSException {
        StringBuilder text = new StringBuilder("We have taken your order:\n\n");
        lines.forEach(line -> text.append(line.getQuantity())
                .append(" x ")
                .append(line.getArticle())
                .append('\n'));
        try (Connection connection = mail.createConnection();
                Session session = connection.createSession()) {
            TextMessage message = session.createTextMessage(text.toString());
            message.setStringProperty("qmail_sender", order.recipient());
            message.setStringProperty("qmail_recipients", order.sender());
            message.setStringProperty("qmail_subject", "Order " + order.id());
            message.setStringProperty("qmail_key", "confirmation/" + order.key());
            session.createProducer(session.createQueue("qmail.inject")).send(message);
        }
    }
}
