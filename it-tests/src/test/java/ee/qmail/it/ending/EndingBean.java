package ee.qmail.it.ending;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Ends the process, in the way that the address names, unless the server's home has a file {@value #HARMLESS}: then it makes a file {@value #SURVIVED} there. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipient", propertyValue = "exit@*,halt@*,memory@*"),
            // shorter than an orderly end takes: it looks like a bean that hangs meanwhile
            @ActivationConfigProperty(propertyName = "timeout", propertyValue = "5")
        })
public class EndingBean implements MailListener {
    public static final String HARMLESS = "harmless";
    public static final String SURVIVED = "survived";

    @Override
    public void onMail(InboundMail mail) {
        Path home = Path.of(System.getenv("QMAIL_HOME"));
        if (Files.exists(home.resolve(HARMLESS))) {
            survive(home);
            return;
        }
        String way = mail.recipient().substring(0, mail.recipient().indexOf('@'));
        Ending.valueOf(way.toUpperCase(Locale.ROOT)).end();
    }

    private static void survive(Path home) {
        try {
            Files.createFile(home.resolve(SURVIVED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
