package ee.qmail.it.hanging;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;

/** Lets SMTP clients wait while it is told to hang. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "qmail"),
            @ActivationConfigProperty(propertyName = "recipient", propertyValue = "hang-at-commit@*"),
            @ActivationConfigProperty(propertyName = "answer", propertyValue = "commit"),
            @ActivationConfigProperty(propertyName = "timeout", propertyValue = "8")
        })
public class HangingCommitBean implements MailListener {
    @Override
    public void onMail(InboundMail mail) {
        Hang.whileToldTo();
    }
}
