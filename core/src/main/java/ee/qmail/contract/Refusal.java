package ee.qmail.contract;

import ee.qmail.message.Attributes;
import java.util.List;

/**
 * Mail that the SMTP endpoint did not take, now or ever.
 *
 * @param origin how it would have come
 * @param sender of the envelope; empty if MAIL was refused before its address was read
 * @param recipients the one that was refused, or those of the message; none if MAIL was refused
 * @param queueId the name that the message would have had; 0 if its text has not come
 * @param size octets that the client declared; 0 if it did not
 * @param reply code and text
 */
public record Refusal(
        Stage stage,
        Client client,
        Attributes origin,
        String sender,
        List<String> recipients,
        long queueId,
        long size,
        String reply) {
    /** The command that was refused; BDAT counts as DATA. */
    public enum Stage {
        MAIL,
        RCPT,
        DATA
    }

    /** Somebody in this process who is told of each. */
    public interface Observer {
        Registry<Observer> ALL = new Registry<>();

        /** Called on the thread that reads the connection: must not wait, and must not throw. Strangers decide how often. */
        void refused(Refusal refusal);
    }
}
