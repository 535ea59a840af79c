package ee.qmail.micro;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Lets a warning of this server, or anything of it with a stack trace, into the server's log once a minute, with the number of those that were
 * like it in between: while the disk is full or the database is gone, everything fails in the same way, and the log would be
 * nothing but stack traces. Alike are messages of one logger with the same cause, or without a cause the same but for the
 * numbers in them. Loggers of applications are left alone. Safe for use by several threads.
 *
 * <p>What a bean of an application throws while it has a mail is told by the adapter, a line for each mail and the stack once: the container, which
 * prints it with all its own frames, need not say it again.
 */
public final class RepeatedTrouble implements Filter {
    private static final long PAUSE_NANOS = 60_000_000_000L;
    private static final int MAX = 1_000;

    /** Of this server, and of the parts of the application server that complain with it: container, database, broker. */
    private static final List<String> FILTERED = List.of(
            "ee.qmail.",
            "jakarta.enterprise.",
            "javax.enterprise.",
            "com.sun.",
            "fish.payara.",
            "org.glassfish.",
            "org.hibernate.",
            "org.h2.",
            "org.postgresql.",
            "org.flywaydb.",
            "org.apache.activemq.",
            "io.netty.");

    /** Those of applications, and the adapter's about them, which says nothing twice. */
    private static final List<String> LEFT_ALONE = List.of("ee.qmail.examples.", "ee.qmail.rar.application.");

    private static final List<String> CONTAINER =
            List.of("javax.enterprise.system.container.ejb", "jakarta.enterprise.ejb.container");

    /** A frame of each call into a bean that takes mail. */
    private static final String CALL_OF_A_BEAN = "ee.qmail.rar.application.BeanCall";

    private static final class Seen {
        private long at;
        private long suppressed;
    }

    private final LongSupplier nanoTime;
    /** A file handler asks twice. */
    private volatile LogRecord passed;

    private final Map<String, Seen> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > MAX;
        }
    };

    /** For {@code java.util.logging}. */
    public RepeatedTrouble() {
        this(System::nanoTime);
    }

    RepeatedTrouble(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        if (!isFiltered(record)) {
            return true;
        }
        if (isToldByTheAdapter(record)) {
            return false;
        }
        if (record == passed) {
            return true;
        }
        long suppressed = suppressedBefore(key(record));
        if (suppressed > 0) {
            record.setMessage(record.getMessage() + " (" + suppressed + " more like this before)");
        }
        if (suppressed >= 0) {
            passed = record;
        }
        return suppressed >= 0;
    }

    private static boolean isFiltered(LogRecord record) {
        boolean trouble = record.getThrown() != null || record.getLevel().intValue() >= Level.WARNING.intValue();
        return trouble && isOf(record, FILTERED) && !isOf(record, LEFT_ALONE);
    }

    private static boolean isOf(LogRecord record, List<String> loggers) {
        String name = record.getLoggerName();
        return name != null && loggers.stream().anyMatch(name::startsWith);
    }

    private static boolean isToldByTheAdapter(LogRecord record) {
        return record.getThrown() != null
                && isOf(record, CONTAINER)
                && Arrays.stream(record.getThrown().getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith(CALL_OF_A_BEAN));
    }

    /** @return how many were suppressed before this one, or -1: it is to be suppressed too */
    private synchronized long suppressedBefore(String key) {
        long now = nanoTime.getAsLong();
        Seen last = seen.computeIfAbsent(key, unknown -> {
            Seen first = new Seen();
            first.at = now - PAUSE_NANOS;
            return first;
        });
        if (now - last.at < PAUSE_NANOS) {
            last.suppressed++;
            return -1;
        }
        long suppressed = last.suppressed;
        last.at = now;
        last.suppressed = 0;
        return suppressed;
    }

    private static String key(LogRecord record) {
        Throwable cause = record.getThrown();
        if (cause == null) {
            return record.getLoggerName() + " "
                    + String.valueOf(record.getMessage()).replaceAll("[0-9]+", "#");
        }
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return record.getLoggerName() + " " + record.getThrown().getClass().getName() + " "
                + cause.getClass().getName();
    }
}
