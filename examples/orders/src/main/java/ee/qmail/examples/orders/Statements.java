package ee.qmail.examples.orders;

import ee.qmail.api.InboundMail;
import ee.qmail.api.KeyUsedException;
import ee.qmail.api.MailConnection;
import ee.qmail.api.MailConnectionFactory;
import ee.qmail.api.MailListener;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.resource.ResourceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells customers what they have ordered: the answer is on its way if, and only if, the question counts as delivered. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {@ActivationConfigProperty(propertyName = "recipient", propertyValue = "statements@*")})
public class Statements implements MailListener {
    private static final Logger LOG = Logger.getLogger(Statements.class.getName());

    @Inject
    private OrderBook orders;

    @Resource(lookup = "mail/connections")
    private MailConnectionFactory connections;

    /** Read in a transaction of its own: this one may have no second resource without a prepare beside the connection. */
    @Override
    public void onMail(InboundMail mail) {
        if (mail.sender().isEmpty()) {
            return; // a bounce is not answered
        }
        StringBuilder text = new StringBuilder("Subject: Your orders\n\n");
        orders.of(mail.sender())
                .forEach(order -> text.append(order.getReceived())
                        .append(' ')
                        .append(order.summary())
                        .append('\n'));
        try (MailConnection connection = connections.getConnection()) {
            connection.send(
                    mail.recipient(),
                    List.of(mail.sender()),
                    new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)),
                    "orders/statement/" + mail.key());
        } catch (KeyUsedException e) {
            LOG.log(Level.FINE, "it was answered before, with the orders of then", e);
        } catch (ResourceException | IOException e) {
            throw new EJBException("the statement for " + mail.sender() + " is tried again", e);
        }
    }
}
