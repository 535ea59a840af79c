package ee.qmail.it.quick;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Leaves an empty file in the server's home, named by the mail's subject. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "qmail"),
            @ActivationConfigProperty(propertyName = "recipient", propertyValue = "quick@*")
        })
public class QuickBean implements MailListener {
    @Override
    public void onMail(InboundMail mail) {
        try {
            Files.createFile(
                    Path.of(System.getenv("QMAIL_HOME"), mail.header("Subject").orElseThrow()));
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
