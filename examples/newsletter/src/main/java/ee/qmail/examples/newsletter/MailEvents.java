package ee.qmail.examples.newsletter;

import ee.qmail.api.MailEvent;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Gives to the observers of this application what the mail server tells of its copies that have failed. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = "qmail.events"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
            @ActivationConfigProperty(
                    propertyName = "messageSelector",
                    propertyValue = "qmail_event = 'failed' AND qmail_sender LIKE 'news-bounce-%'")
        })
public class MailEvents implements MessageListener {
    @Inject
    private Event<MailEvent> observers;

    @Override
    public void onMessage(Message message) {
        observers.fire(MailEvent.of(message));
    }
}
