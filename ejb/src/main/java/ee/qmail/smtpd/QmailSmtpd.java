package ee.qmail.smtpd;

import ee.qmail.checkpassword.DoorBean;
import ee.qmail.contract.Client;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Load;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpListener;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.contract.Submitted;
import ee.qmail.local.ForeseenFailure;
import ee.qmail.local.LocalDelivery;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Reason;
import ee.qmail.queue.QmailQueue;
import ee.qmail.send.DirectDelivery;
import ee.qmail.submission.SubmittedMail;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** qmail-smtpd: tells the SMTP endpoint what a client may do, and takes its messages into the queue. */
@MessageDriven(messageListenerInterface = SmtpListener.class)
public class QmailSmtpd extends DoorBean implements SmtpListener {
    @Inject
    private SmtpAdmission admission;

    @Inject
    private QmailQueue queue;

    @Inject
    private SubmittedMail submitted;

    @Inject
    private DirectDelivery direct;

    @Inject
    private LocalDelivery localDelivery;

    @Inject
    private ForeseenFailure foreseen;

    @Override
    public SmtpPolicy connected(Client client, Load load) {
        return admission.admit(client, load);
    }

    @Override
    public SmtpPolicy changed(Client client, SmtpPolicy before) {
        return admission.changed(client, before);
    }

    @Override
    public Optional<SmtpPolicy> connectedAtOnce(Client client, Load load) {
        return admission.admitAtOnce(client, load);
    }

    @Override
    public RecipientVerdict recipient(Client client, SmtpPolicy policy, String sender, String recipient, long size) {
        return admission.check(client, policy, sender, recipient, size);
    }

    @Override
    public Optional<RecipientVerdict> recipientAtOnce(
            Client client, SmtpPolicy policy, String sender, String recipient, long size) {
        return admission.checkAtOnce(client, policy, sender, recipient, size);
    }

    @Override
    public Optional<String> refusal(InboundMessage message) {
        return foreseen.failure(message).map(QmailSmtpd::reply);
    }

    private static String reply(Reason reason) {
        return switch (reason) {
            case LOOPING -> "554 5.4.6 too many hops, this message is looping: it already has my Delivered-To line";
            case MAILBOX_FULL -> "552 5.2.2 sorry, this mailbox is full, or would be with this message";
            default -> throw new IllegalArgumentException("not foreseen: " + reason);
        };
    }

    @Override
    public Submitted complete(Client client, InboundMessage message) {
        return client.isLoggedIn()
                ? submitted.complete(message, client.login(), address -> admission.owns(client.login(), address))
                : submitted.complete(message, client.tls().certifiedAddress());
    }

    /** The bean of the application has a transaction of its own. */
    @Override
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public DeliveryReport deliver(InboundMessage message) {
        return direct.deliver(message, localDelivery.delivererAtCommit());
    }

    @Override
    public void accept(List<InboundMessage> messages) {
        queue.acceptNew(messages);
    }
}
