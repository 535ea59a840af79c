package ee.qmail.it.ending;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import java.util.Locale;

/** Ends the process, in the way that the address names. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipient", propertyValue = "exit@*,halt@*,memory@*"),
            // shorter than an orderly end takes: it looks like a bean that hangs meanwhile
            @ActivationConfigProperty(propertyName = "timeout", propertyValue = "5")
        })
public class EndingBean implements MailListener {
    @Override
    public void onMail(InboundMail mail) {
        String way = mail.recipient().substring(0, mail.recipient().indexOf('@'));
        Ending.valueOf(way.toUpperCase(Locale.ROOT)).end();
    }
}
