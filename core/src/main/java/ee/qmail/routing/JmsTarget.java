package ee.qmail.routing;

import ee.qmail.text.Sentence;
import ee.qmail.text.WrongInputException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An application's queue or topic as the target of mail: {@code jms:queue:NAME} or {@code jms:topic:NAME}, perhaps with {@code
 * ?form=raw} or {@code ?form=parsed} behind it.
 *
 * @param parsed whether the mail comes as the entries of a map, else as its text
 */
public record JmsTarget(String name, boolean topic, boolean parsed) {
    private static final String PREFIX = "jms:";
    private static final String OWN = "qmail.";
    private static final Pattern SYNTAX =
            Pattern.compile("jms:(queue|topic):([A-Za-z0-9][A-Za-z0-9._$/-]{0,199})(\\?.*)?", Pattern.DOTALL);

    /** Tells whether it is one, right or wrong, and no address. */
    static boolean isMeant(String target) {
        return target.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /** @throws IllegalArgumentException if it is none; the message says what would be right, and not what was given */
    public static JmsTarget parse(String target) {
        Matcher parts = SYNTAX.matcher(target);
        if (!parts.matches()) {
            throw new WrongInputException(Sentence.of("target.jms"));
        }
        String name = parts.group(2);
        if (name.startsWith(OWN)) {
            throw new WrongInputException(Sentence.of("target.own"));
        }
        return new JmsTarget(name, parts.group(1).equals("topic"), isParsed(parts.group(3)));
    }

    /** Says what would be right; empty if it is. */
    static Optional<Sentence> problem(String target) {
        try {
            parse(target);
            return Optional.empty();
        } catch (WrongInputException e) {
            return Optional.of(e.wanted());
        }
    }

    private static boolean isParsed(String options) {
        if (options == null || options.equals("?form=raw")) {
            return false;
        }
        if (options.equals("?form=parsed")) {
            return true;
        }
        throw new WrongInputException(Sentence.of("target.form"));
    }
}
