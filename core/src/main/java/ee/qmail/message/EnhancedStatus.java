package ee.qmail.message;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An enhanced status code (RFC 3463), such as 5.1.1.
 *
 * @param kind its class: 2 for success, 4 for a deferral, 5 for a failure
 * @param subject 0 to 999
 * @param detail 0 to 999
 */
public record EnhancedStatus(int kind, int subject, int detail) implements Serializable {
    private static final String CODE = "([245])\\.([0-9]{1,3})\\.([0-9]{1,3})";
    private static final Pattern WHOLE = Pattern.compile(CODE);
    private static final Pattern LEADING = Pattern.compile("[2-5][0-9]{2}[ -]" + CODE + "\\b");
    private static final Pattern MARKED = Pattern.compile("\\(#" + CODE + "\\)");

    /** @throws IllegalArgumentException if it is none */
    public static EnhancedStatus of(String code) {
        Matcher parts = WHOLE.matcher(code);
        if (!parts.matches()) {
            throw new IllegalArgumentException("status '" + code + "': must be as 5.1.1, and of class 2, 4 or 5");
        }
        return of(parts);
    }

    private static EnhancedStatus of(Matcher parts) {
        return new EnhancedStatus(
                Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
    }

    /** The code behind the number of an SMTP reply's first line (RFC 2034). */
    public static Optional<EnhancedStatus> leading(String reply) {
        return Optional.of(LEADING.matcher(reply)).filter(Matcher::lookingAt).map(EnhancedStatus::of);
    }

    /** The first code in a text of others that is written as qmail writes it, {@code (#5.1.1)}. */
    public static Optional<EnhancedStatus> marked(String text) {
        return Optional.of(MARKED.matcher(text)).filter(Matcher::find).map(EnhancedStatus::of);
    }

    /** The outcome that a server reports with it. */
    public Outcome outcome() {
        return switch (kind) {
            case 2 -> Outcome.SUCCESS;
            case 4 -> Outcome.DEFERRAL;
            default -> Outcome.FAILURE;
        };
    }

    @Override
    public String toString() {
        return kind + "." + subject + "." + detail;
    }
}
