package ee.qmail.it.quick;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import java.util.logging.Logger;

/** Takes nothing, and says so in a log of its own. One of its properties is misspelled. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "qmail"),
            @ActivationConfigProperty(propertyName = "recipient", propertyValue = "fail@*"),
            @ActivationConfigProperty(propertyName = "anwser", propertyValue = "commit")
        })
public class FailingBean implements MailListener {
    private static final Logger LOG = Logger.getLogger("com.example.shop");

    @Override
    public void onMail(InboundMail mail) {
        LOG.warning("the shop is closed");
        throw new IllegalStateException("planned");
    }
}
