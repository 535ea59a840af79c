package ee.qmail.remote;

import ee.qmail.contract.Queues;
import ee.qmail.deferred.EarlierAttempts;
import ee.qmail.message.Channel;
import ee.qmail.message.Envelope;
import ee.qmail.routing.Verp;
import ee.qmail.send.DeliveryPass;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/**
 * Consumes {@code qmail.remote}: one delivery pass for each message, which may block for two hours. The pass runs
 * outside of transactions; on full servers with JTA that of the container has the acknowledgement only.
 */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = Queues.REMOTE),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "60")
        })
public class QmailRemote implements MessageListener {
    @Inject
    private DeliveryPass pass;

    @Inject
    private RemoteDelivery delivery;

    @Override
    public void onMessage(Message message) {
        pass.run(
                Channel.REMOTE,
                message,
                (job, earlier) -> delivery.deliver(
                        job.domain(),
                        withVariableSender(job.envelope()),
                        job.body(),
                        job.wireSize(),
                        earlier != EarlierAttempts.NONE));
    }

    /** With a variable sender each recipient has a job of its own. */
    private static Envelope withVariableSender(Envelope envelope) {
        return envelope.from(
                Verp.senderFor(envelope.sender(), envelope.recipients().get(0)));
    }
}
