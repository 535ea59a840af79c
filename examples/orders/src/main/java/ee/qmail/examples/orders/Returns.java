package ee.qmail.examples.orders;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.api.MailRejectedException;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes orders back. Who sends such a mail learns from the SMTP reply whether it was possible: there is no bounce. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipient", propertyValue = "returns@*"),
            @ActivationConfigProperty(propertyName = "answer", propertyValue = "commit")
        })
public class Returns implements MailListener {
    private static final Pattern NUMBER = Pattern.compile("Order (\\d{1,19})");

    @PersistenceContext
    private EntityManager entities;

    @Resource(lookup = "mail/qmail")
    private Session session;

    @Override
    public void onMail(InboundMail mail) throws MailRejectedException {
        try {
            Matcher number = NUMBER.matcher(subject(mail));
            if (!number.find()) {
                throw new MailRejectedException("5.6.0", "the subject must name an order, such as Order 17");
            }
            remove(number.group(1), mail.sender());
            if (!mail.sender().isEmpty()) {
                confirm(mail, number.group());
            }
            Trouble.sometimes();
        } catch (MessagingException e) {
            throw new EJBException("return " + mail.key() + " cannot be read", e);
        }
    }

    private static String subject(InboundMail mail) throws MessagingException, MailRejectedException {
        try {
            return mail.header("Subject").orElse("");
        } catch (MessagingException e) {
            if (e.getCause() instanceof IOException) {
                throw e; // the mail cannot be read now
            }
            throw new MailRejectedException("5.6.0", "the mail cannot be read: " + e.getMessage());
        }
    }

    /** As any application sends mail; with this session it goes into the queue, in the bean's transaction. */
    private void confirm(InboundMail mail, String order) throws MessagingException {
        MimeMessage confirmation = new MimeMessage(session);
        confirmation.setFrom(mail.recipient());
        confirmation.setRecipients(Message.RecipientType.TO, mail.sender());
        confirmation.setSubject(order + " is cancelled");
        confirmation.setText("We have taken it back.\n");
        Transport.send(confirmation);
    }

    private void remove(String number, String customer) throws MailRejectedException {
        Order order = entities.createQuery(
                        "select o from Order o where o.mailKey like :key and o.customer = :customer", Order.class)
                .setParameter("key", number + "/%")
                .setParameter("customer", customer)
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> new MailRejectedException("5.7.1", "you have no order " + number));
        entities.remove(order);
    }
}
