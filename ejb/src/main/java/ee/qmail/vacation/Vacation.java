package ee.qmail.vacation;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.text.Characters;
import ee.qmail.text.Sentence;
import java.time.LocalDate;

/**
 * What is answered while the owner of a mailbox is away.
 *
 * @param active whether mail is answered at all
 * @param subject of the answers; empty: that of the question
 * @param text of the answers
 * @param from the first day, in the time zone of the server; null: now
 * @param until the last day; null: open
 * @param days after which a sender is told again
 */
public record Vacation(boolean active, String subject, String text, LocalDate from, LocalDate until, int days) {
    /** A sender is told once a week (RFC 3834 section 2). */
    public static final int DAYS = 7;

    public static final Vacation NONE = new Vacation(false, "", "", null, null, DAYS);

    static final int MAX_SUBJECT = 200;
    static final int MAX_TEXT = 8_000;
    static final int MAX_DAYS = 365;

    /** Tells whether mail that comes on this day is answered. */
    boolean covers(LocalDate day) {
        return active && (from == null || !day.isBefore(from)) && (until == null || !day.isAfter(until));
    }

    /** @throws InvalidInputException if it cannot be */
    Vacation checked() {
        String line = subject == null ? "" : subject.strip();
        if (line.length() > MAX_SUBJECT || Characters.any(line, Vacation::isUnseen)) {
            throw wrong("subject", "vacation.subject", MAX_SUBJECT);
        }
        String lines = text == null ? "" : text.replaceAll("\r\n?", "\n").strip();
        boolean isReadable = Characters.none(lines, c -> c != '\n' && c != '\t' && Character.isISOControl(c));
        if (lines.length() > MAX_TEXT || !isReadable || active && lines.isEmpty()) {
            throw wrong("text", "vacation.text", MAX_TEXT);
        }
        if (from != null && until != null && until.isBefore(from)) {
            throw new InvalidInputException("until", Sentence.of("vacation.until"));
        }
        if (days < 1 || days > MAX_DAYS) {
            throw wrong("days", "vacation.days", MAX_DAYS);
        }
        return new Vacation(active, line, lines, from, until, days);
    }

    private static boolean isUnseen(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }

    private static InvalidInputException wrong(String field, String key, int most) {
        return new InvalidInputException(field, Sentence.of(key, String.valueOf(most)));
    }
}
