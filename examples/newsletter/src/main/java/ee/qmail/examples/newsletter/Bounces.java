package ee.qmail.examples.newsletter;

import ee.qmail.api.DeliveryStatus;
import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.api.MailRejectedException;
import ee.qmail.examples.newsletter.SignedAddresses.Action;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.io.IOException;

/** Takes an address off the list to which nothing can be delivered. The address of the bounce tells whose it is, whatever is in it. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {@ActivationConfigProperty(propertyName = "recipient", propertyValue = "news-bounce-*@*")})
public class Bounces implements MailListener {
    @PersistenceContext
    private EntityManager entities;

    @Inject
    private SignedAddresses addresses;

    @Override
    public void onMail(InboundMail mail) throws MailRejectedException {
        String address = addresses
                .about(Action.BOUNCE, mail.recipient())
                .orElseThrow(() -> new MailRejectedException("5.7.1", "this address is not signed"));
        // two bounces at the same time count as two
        Subscriber subscriber = entities.find(Subscriber.class, address, LockModeType.PESSIMISTIC_WRITE);
        if (subscriber != null && isFinal(mail) && subscriber.bounced(mail.key())) {
            entities.remove(subscriber);
        }
    }

    /** A notice that a server still tries is none, and neither is one from somebody's vacation; a bounce of another form counts. */
    private static boolean isFinal(InboundMail mail) {
        try {
            return mail.sender().isEmpty()
                    && mail.deliveryStatus()
                            .map(status -> status.recipients().stream().anyMatch(DeliveryStatus.Recipient::isFailed))
                            .orElse(mail.header("Auto-Submitted").isEmpty());
        } catch (MessagingException e) {
            return !(e.getCause() instanceof IOException);
        } catch (IOException e) {
            throw new EJBException("bounce " + mail.key() + " cannot be read now", e);
        }
    }
}
