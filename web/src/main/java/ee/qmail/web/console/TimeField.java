package ee.qmail.web.console;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** A browser's field for a point in time. */
final class TimeField {
    private TimeField() {}

    /**
     * As the field has it, or as in REST.
     *
     * @param zone that is meant where the text has none
     * @throws DateTimeException if it is no time
     */
    static Instant parse(String text, ZoneId zone) {
        return text.matches(".*T.*(Z|[+-][0-9:]+)")
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).atZone(zone).toInstant();
    }

    /** As {@link #parse}; null for null. */
    static Instant given(String text, ZoneId zone) throws WrongException {
        try {
            return text == null ? null : parse(text, zone);
        } catch (DateTimeException e) {
            throw new WrongException("messages.wrong.time", text);
        }
    }

    /** As the field has it; empty for null. */
    static String show(Instant instant, ZoneId zone) {
        return instant == null
                ? ""
                : LocalDateTime.ofInstant(instant, zone)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString();
    }
}
