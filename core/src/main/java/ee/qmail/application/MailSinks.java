package ee.qmail.application;

import java.util.Optional;

/** The queue of this process: the beans enter it when they start, the adapter asks for it. */
public final class MailSinks {
    private static volatile MailSink current;

    private MailSinks() {}

    public static void started(MailSink sink) {
        current = sink;
    }

    public static void stopped(MailSink sink) {
        if (current == sink) {
            current = null;
        }
    }

    /** Empty while the server starts or ends. */
    public static Optional<MailSink> current() {
        return Optional.ofNullable(current);
    }
}
