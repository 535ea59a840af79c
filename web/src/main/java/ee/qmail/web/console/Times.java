package ee.qmail.web.console;

import ee.qmail.web.language.Texts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Points in time as the pages show them, in the language of the reader and in the server's time zone, and how far they are apart. */
@Named
@RequestScoped
public class Times {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private final DateTimeFormatter seconds;
    private final ZoneId zone;

    /** For the container's proxies. */
    protected Times() {
        this(Texts.IN_ENGLISH);
    }

    @Inject
    Times(Texts texts) {
        this(texts, ZoneId.systemDefault());
    }

    Times(Texts texts, ZoneId zone) {
        this.zone = zone;
        this.seconds = DateTimeFormatter.ofPattern(texts.of("times.stamp"), texts.locale())
                .withZone(zone);
    }

    /** @return such as {@code 3 Nov 2026, 14:05:09}; empty for null */
    public String stamp(Instant instant) {
        return instant == null ? "" : seconds.format(instant);
    }

    /** @return with its zone, such as {@code 2026-11-03T14:05:09.123+01:00[Europe/Madrid]}; null for null, so that there is no title */
    public String exact(Instant instant) {
        return instant == null ? null : instant.atZone(zone).toString();
    }

    /** @return such as {@code 40 s}, {@code 6 min}, {@code 2 h 5 min}, {@code 3 d 4 h}; what is left over is dropped */
    static String length(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return seconds / MINUTE + " min";
        }
        return seconds < DAY
                ? two(seconds / HOUR, "h", seconds % HOUR / MINUTE, "min")
                : two(seconds / DAY, "d", seconds % DAY / HOUR, "h");
    }

    private static String two(long many, String unit, long rest, String smaller) {
        return many + " " + unit + (rest == 0 ? "" : " " + rest + " " + smaller);
    }
}
