package ee.qmail.mbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The line that begins a message in an mbox (MB-1). */
public final class Postmark {
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss uuuu", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Postmark() {}

    /**
     * @param sender of the envelope, empty for a bounce
     * @return the line with its LF
     */
    public static String line(String sender, Instant now) {
        String who = sender.isEmpty() ? "MAILER-DAEMON" : sender.replaceAll("[\\s\\p{Cntrl}]", "-");
        return "From " + who + " " + ASCTIME.format(now) + "\n";
    }
}
