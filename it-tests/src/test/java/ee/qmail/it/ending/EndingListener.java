package ee.qmail.it.ending;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ends the process if the message says so; else leaves an empty file in the server's home, named by the text of the message. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = EndingListener.QUEUE),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")
        })
public class EndingListener implements MessageListener {
    public static final String QUEUE = "it.ending";
    public static final String END = "end";

    @Override
    public void onMessage(Message message) {
        try {
            String text = ((TextMessage) message).getText();
            if (text.equals(END)) {
                Ending.HALT.end();
            }
            Files.createFile(Path.of(System.getenv("QMAIL_HOME"), text));
        } catch (JMSException e) {
            throw new JMSRuntimeException("no text", e.getErrorCode(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
