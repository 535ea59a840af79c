package ee.qmail.it.quick;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;

/** Takes everything at once. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "qmail"),
            @ActivationConfigProperty(propertyName = "recipient", propertyValue = "quick-at-commit@*"),
            @ActivationConfigProperty(propertyName = "answer", propertyValue = "commit")
        })
public class QuickCommitBean implements MailListener {
    @Override
    public void onMail(InboundMail mail) {}
}
