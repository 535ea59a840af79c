package ee.qmail.local;

import ee.qmail.contract.Queues;
import ee.qmail.message.Channel;
import ee.qmail.send.DeliveryPass;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Consumes {@code qmail.local}. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = Queues.LOCAL),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "" + Queues.LOCAL_WORKERS)
        })
public class QmailLocal implements MessageListener {
    @Inject
    private DeliveryPass pass;

    @Inject
    private LocalDelivery delivery;

    @Override
    public void onMessage(Message message) {
        pass.run(Channel.LOCAL, message, delivery.deliverer());
    }
}
