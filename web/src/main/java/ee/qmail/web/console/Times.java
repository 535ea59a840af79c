package ee.qmail.web.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Points in time as the pages show them, in the server's time zone. */
@Named
@ApplicationScoped
public class Times {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    /** @return empty for null */
    public String stamp(Instant instant) {
        return instant == null ? "" : SECONDS.format(instant);
    }
}
