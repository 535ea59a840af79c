package ee.qmail.it.ending;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import java.util.Locale;

/** Ends the process, in the way that the address names, while an SMTP client waits for its answer. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(
                    propertyName = "recipient",
                    propertyValue = "commit-exit@*,commit-halt@*,commit-memory@*"),
            @ActivationConfigProperty(propertyName = "answer", propertyValue = "commit"),
            @ActivationConfigProperty(propertyName = "timeout", propertyValue = "5")
        })
public class EndingCommitBean implements MailListener {
    @Override
    public void onMail(InboundMail mail) {
        String way =
                mail.recipient().substring("commit-".length(), mail.recipient().indexOf('@'));
        Ending.valueOf(way.toUpperCase(Locale.ROOT)).end();
    }
}
