package ee.qmail.message;

import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;

/**
 * The report on one recipient, as data; {@link #text} is what log, bounce and console say of it. Immutable.
 *
 * @param recipient as it stands in the job
 * @param status what programs read of it, the other server's before our own; null if neither has said one
 * @param detail what belongs into the sentence of the reason, or is all that was said; never null
 * @param host address of the other server, for deliveries by SMTP; null if none was reached
 * @param reply what it said, the lines of one reply with their codes, separated by LF; null if nothing
 * @param did what was done here; null for all but successes of qmail-local
 * @param ending why a deferral became a failure; null if it did not
 * @param time when the attempt was over; null as long as it is not
 */
public record DeliveryReport(
        String recipient,
        Outcome outcome,
        Reason reason,
        EnhancedStatus status,
        String detail,
        String host,
        String reply,
        Did did,
        Ending ending,
        Instant time)
        implements Serializable {
    static final String REMOTE_SAID = "Remote host said: ";

    /** A report whose reason says all; its status says whether it is a deferral or a failure. */
    public static DeliveryReport of(String recipient, Reason reason) {
        return of(recipient, reason, "");
    }

    public static DeliveryReport of(String recipient, Reason reason, String detail) {
        return ofHost(recipient, reason, null, detail);
    }

    /** The words of this server about a delivery by SMTP. */
    public static DeliveryReport ofHost(String recipient, Reason reason, String host, String detail) {
        return new DeliveryReport(
                recipient, reason.status().outcome(), reason, reason.status(), detail, host, null, null, null, null);
    }

    /** The reply of another server. */
    public static DeliveryReport replied(String recipient, Outcome outcome, Reason reason, String host, String reply) {
        EnhancedStatus status = EnhancedStatus.leading(reply)
                .or(() -> Optional.ofNullable(reason.status()))
                .or(() -> EnhancedStatus.marked(reply))
                .orElse(null);
        return new DeliveryReport(recipient, outcome, reason, status, "", host, reply, null, null, null);
    }

    public static DeliveryReport delivered(String recipient, Did did) {
        return delivered(recipient, did, "");
    }

    /** @param output of programs, which may say their status as qmail writes it; ends with LF unless it is empty */
    public static DeliveryReport delivered(String recipient, Did did, String output) {
        return said(recipient, Outcome.SUCCESS, Reason.DELIVERED, output, did);
    }

    /** @param output of a program that did not take the mail; may say its status as qmail writes it */
    public static DeliveryReport program(String recipient, Outcome outcome, String output) {
        return said(recipient, outcome, Reason.PROGRAM, output, null);
    }

    private static DeliveryReport said(String recipient, Outcome outcome, Reason reason, String output, Did did) {
        EnhancedStatus status = EnhancedStatus.marked(output).orElse(null);
        return new DeliveryReport(recipient, outcome, reason, status, output, null, null, did, null, null);
    }

    /** A bean does not want the mail. */
    public static DeliveryReport rejected(String recipient, EnhancedStatus status, String why) {
        return new DeliveryReport(
                recipient, Outcome.FAILURE, Reason.REJECTED, status, why, null, null, null, null, null);
    }

    /** The same of another recipient, or of the same one as others know the address. */
    public DeliveryReport to(String other) {
        return new DeliveryReport(other, outcome, reason, status, detail, host, reply, did, ending, time);
    }

    public DeliveryReport because(Reason other) {
        return new DeliveryReport(recipient, outcome, other, status, detail, host, reply, did, ending, time);
    }

    /** The same with what belongs into the sentence of its reason. */
    public DeliveryReport withDetail(String other) {
        return new DeliveryReport(recipient, outcome, reason, status, other, host, reply, did, ending, time);
    }

    public DeliveryReport at(Instant over) {
        return new DeliveryReport(recipient, outcome, reason, status, detail, host, reply, did, ending, over);
    }

    /** A failure instead of another attempt; what is final already stays as it is. */
    public DeliveryReport ended(Ending why) {
        return outcome == Outcome.DEFERRAL
                ? new DeliveryReport(
                        recipient,
                        Outcome.FAILURE,
                        reason,
                        status == null ? why.status() : status,
                        detail,
                        host,
                        reply,
                        did,
                        why,
                        time)
                : this;
    }

    /** The sentence of this server at the beginning, without the status. */
    public String sentence() {
        String sentence = reason.sentence(host, detail);
        if (did == null) {
            return sentence;
        }
        // the database may have cut the output of a program, and its LF with it
        return sentence + (sentence.isEmpty() || sentence.endsWith("\n") ? "" : "\n") + did.text();
    }

    /** For people: may have several lines, separated by LF; without a final LF unless a program has written one. */
    public String text() {
        StringBuilder text = new StringBuilder(sentence());
        EnhancedStatus own = reason == Reason.REJECTED ? status : reason.status();
        if (own != null) {
            text.append(" (#").append(own).append(')');
        }
        if (reply != null && reason != Reason.EARLIER_VERSION) {
            text.append('\n').append(REMOTE_SAID).append(reply);
        }
        String last = reason.last(host, detail);
        if (!last.isEmpty()) {
            text.append('\n').append(last);
        }
        if (ending != null) {
            text.append('\n').append(ending.line());
        }
        return text.toString();
    }
}
