package ee.qmail.examples.newsletter;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.api.MailRejectedException;
import ee.qmail.examples.newsletter.SignedAddresses.Action;
import ee.qmail.transport.QmailMessage;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Optional;

/** Mail to {@code news-subscribe@} is answered; the reply to the answer subscribes; mail to the address for leaving unsubscribes. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(
                    propertyName = "recipient",
                    propertyValue = "news-subscribe@*,news-confirm-*@*,news-leave-*@*")
        })
public class Subscriptions implements MailListener {
    @PersistenceContext
    private EntityManager entities;

    @Inject
    private SignedAddresses addresses;

    @Resource(lookup = "mail/qmail")
    private Session session;

    @Override
    public void onMail(InboundMail mail) throws MailRejectedException {
        try {
            if (mail.recipient().startsWith("news-subscribe@")) {
                ask(mail);
                return;
            }
            Optional<String> confirmed = addresses.about(Action.CONFIRM, mail.recipient());
            Optional<String> leaving = addresses.about(Action.LEAVE, mail.recipient());
            if (confirmed.isPresent()) {
                subscribe(mail, confirmed.get());
            } else if (leaving.isPresent()) {
                unsubscribe(leaving.get());
            } else {
                throw new MailRejectedException("5.7.1", "write to news-subscribe, and reply to what comes back");
            }
        } catch (MessagingException e) {
            throw Trouble.of(mail, e);
        }
    }

    /** Anybody can write in another's name: only a reply proves that somebody wants it. */
    private void ask(InboundMail mail) throws MessagingException, MailRejectedException {
        Optional<QmailMessage> answer = QmailMessage.answer(session, mail);
        if (answer.isPresent()) {
            answer.get().setFrom(confirmation(mail));
            answer.get().setText("Reply to this mail, as it is, if you want our newsletter.\n");
            Transport.send(answer.get());
        }
    }

    private String confirmation(InboundMail mail) throws MailRejectedException {
        try {
            return addresses.address(Action.CONFIRM, mail.sender(), mail.recipient());
        } catch (IllegalArgumentException e) {
            throw new MailRejectedException("5.1.7", "this list takes addresses without quotes only");
        }
    }

    private void subscribe(InboundMail mail, String address) throws MessagingException {
        if (mail.isAutomatic()) {
            return; // a program has replied, and nobody has read it
        }
        if (entities.find(Subscriber.class, address) == null) {
            entities.persist(new Subscriber(address));
        }
    }

    private void unsubscribe(String address) {
        Subscriber subscriber = entities.find(Subscriber.class, address);
        if (subscriber != null) {
            entities.remove(subscriber);
        }
    }
}
