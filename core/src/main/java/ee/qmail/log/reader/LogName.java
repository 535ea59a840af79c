package ee.qmail.log.reader;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The logs of a server. */
public enum LogName {
    SEND(LogFormat.MULTILOG),
    SMTPD(LogFormat.MULTILOG),
    SUBMISSION(LogFormat.MULTILOG),
    SUBMISSIONS(LogFormat.MULTILOG),
    POP3D(LogFormat.MULTILOG),
    POP3S(LogFormat.MULTILOG),
    /** The application server's own, where the runnable jar keeps it. */
    SERVER(LogFormat.SERVER);

    private final LogFormat format;

    LogName(LogFormat format) {
        this.format = format;
    }

    LogFormat format() {
        return format;
    }

    /** As it is asked for: the name of the service, or {@code server}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<LogName> named(String word) {
        return Arrays.stream(values()).filter(name -> name.word().equals(word)).findFirst();
    }
}
