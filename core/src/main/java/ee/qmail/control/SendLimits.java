package ee.qmail.control;

import ee.qmail.address.DomainLookup;
import ee.qmail.text.Sentence;
import ee.qmail.text.WrongInputException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many recipients a user may send to (SUB-6): {@code user@host:hour:day}, or {@code :hour:day} for all others. Immutable. */
public final class SendLimits {
    /** Where the file says nothing: more than people write to, and less than who has stolen a password wants. */
    static final Limit DEFAULT = new Limit(500, 3_000);

    private static final Pattern LINE =
            Pattern.compile("([^\\s\\p{Cntrl}:]+@[^\\s\\p{Cntrl}:]+|):(\\d{1,9}):(\\d{1,9})");

    /**
     * @param hour recipients within an hour, 0: no limit
     * @param day recipients within 24 hours, 0: no limit
     */
    public record Limit(int hour, int day) {}

    record Entry(String user, Limit limit) {}

    private final Map<String, Limit> limits = new HashMap<>();

    SendLimits(Collection<String> lines) {
        for (String line : lines) {
            Entry entry = parse(line);
            limits.put(entry.user(), entry.limit());
        }
    }

    /** @throws IllegalArgumentException whose message says what would be right */
    static Entry parse(String line) {
        Matcher match = LINE.matcher(line);
        if (!match.matches()) {
            throw new WrongInputException(Sentence.of("line.sendLimit"));
        }
        return new Entry(
                DomainLookup.canonical(match.group(1)),
                new Limit(Integer.parseInt(match.group(2)), Integer.parseInt(match.group(3))));
    }

    /** @param login address of a mailbox in its one spelling */
    public Limit of(String login) {
        Limit own = limits.get(login);
        return own != null ? own : limits.getOrDefault("", DEFAULT);
    }
}
