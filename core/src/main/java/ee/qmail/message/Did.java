package ee.qmail.message;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The things that qmail-local has done with a message (DQ-13).
 *
 * @param deliveries into Maildirs and mboxes
 * @param forwards addresses that it was sent on to
 * @param handed programs, queues and topics of applications, and beans that got it
 * @param forwarded id of the message to the addresses; null if there are none
 */
public record Did(int deliveries, int forwards, int handed, QueueId forwarded) implements Serializable {
    private static final Pattern TEXT =
            Pattern.compile("did ([0-9]{1,9})\\+([0-9]{1,9})\\+([0-9]{1,9})(?:\nqp ([0-9]+))?");

    public Did(int deliveries, int forwards, int handed) {
        this(deliveries, forwards, handed, null);
    }

    /** As it stands in the log and in the database. */
    public String text() {
        String did = "did " + deliveries + "+" + forwards + "+" + handed;
        return forwarded == null ? did : did + "\nqp " + forwarded;
    }

    /** Empty if it is not a {@link #text}. */
    public static Optional<Did> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Did(
                    Integer.parseInt(parts.group(1)),
                    Integer.parseInt(parts.group(2)),
                    Integer.parseInt(parts.group(3)),
                    parts.group(4) == null ? null : QueueId.parse(parts.group(4))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the number cannot be that of a message
        }
    }
}
