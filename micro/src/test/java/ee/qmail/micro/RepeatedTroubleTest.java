package ee.qmail.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatedTroubleTest {
    @TempDir
    Path directory;

    private FileHandler log;
    private long now;

    @BeforeEach
    void openLog() throws IOException {
        log = new FileHandler(directory.resolve("log").toString());
        log.setFormatter(new SimpleFormatter() {
            @Override
            public String format(LogRecord record) {
                return record.getLevel() + " " + formatMessage(record) + "\n";
            }
        });
        log.setFilter(new RepeatedTrouble(() -> now));
    }

    @AfterEach
    void close() {
        log.close();
    }

    private void publish(Level level, String text, Throwable thrown) {
        publish("ee.qmail.test", level, text, thrown);
    }

    private void publish(String logger, Level level, String text, Throwable thrown) {
        LogRecord entry = new LogRecord(level, text);
        entry.setLoggerName(logger);
        entry.setThrown(thrown);
        log.publish(entry);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(directory.resolve("log"));
    }

    @Test
    void aWarningComesOnceAMinuteWithTheNumberOfThoseInBetween() throws IOException {
        publish(Level.WARNING, "3 messages are not stored", null);
        pass(Duration.ofSeconds(59));
        publish(Level.WARNING, "12 messages are not stored", null);
        publish(Level.WARNING, "7 messages are not stored", null);
        pass(Duration.ofSeconds(1));
        publish(Level.WARNING, "1 messages are not stored", null);
        pass(Duration.ofSeconds(60));
        publish(Level.WARNING, "2 messages are not stored", null);

        assertThat(lines())
                .containsExactly(
                        "WARNING 3 messages are not stored",
                        "WARNING 1 messages are not stored (2 more like this before)",
                        "WARNING 2 messages are not stored");
    }

    @Test
    void theSameCauseIsTheSameTroubleUnderAnyText() throws IOException {
        publish(Level.WARNING, "delivery to ana", new IllegalStateException(new IOException("a")));
        publish(Level.WARNING, "delivery to bob", new IllegalStateException(new IOException("b")));
        publish(Level.WARNING, "delivery to eve", new IllegalStateException("no cause"));

        assertThat(lines()).containsExactly("WARNING delivery to ana", "WARNING delivery to eve");
    }

    @Test
    void leavesTheLoggersOfApplicationsAlone() throws IOException {
        for (int i = 1; i <= 2; i++) {
            for (String logger : new String[] {
                "com.acme.Shop",
                "",
                null,
                "org.acme.Store",
                "ee.qmail.examples.orders.Orders",
                "ee.qmail.rar.application.Applications"
            }) {
                publish(logger, Level.WARNING, "order " + i, new IllegalStateException("a"));
            }
            for (String logger : new String[] {
                "org.hibernate.engine.jdbc.spi.SqlExceptionHelper", "org.apache.activemq.artemis.core.server"
            }) {
                publish(logger, Level.WARNING, "server " + i, null);
            }
        }
        assertThat(lines().stream().filter("WARNING order 1"::equals)).hasSize(6);
        assertThat(lines().stream().filter("WARNING order 2"::equals)).hasSize(6);
        assertThat(lines().stream().filter(line -> line.contains("server")))
                .containsExactly("WARNING server 1", "WARNING server 1");
    }

    /** The adapter has said it in a line. */
    @Test
    void whatABeanThrowsWhileItHasAMailIsNotPrintedByTheContainerToo() throws IOException {
        IllegalStateException thrown = new IllegalStateException("planned");
        publish(
                "javax.enterprise.system.container.ejb.mdb.org.glassfish.ejb.mdb",
                Level.WARNING,
                "of a JMS bean",
                thrown);
        thrown.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("com.acme.Orders", "onMail", "Orders.java", 7),
            new StackTraceElement("ee.qmail.rar.application.BeanCall", "run", "BeanCall.java", 7)
        });
        publish(
                "javax.enterprise.system.container.ejb.mdb.org.glassfish.ejb.mdb",
                Level.WARNING,
                "of a mail bean",
                thrown);
        publish("com.acme.Orders", Level.WARNING, "what the bean says itself", thrown);

        assertThat(lines()).containsExactly("WARNING of a JMS bean", "WARNING what the bean says itself");
    }

    @Test
    void logsEveryInfoRecordButNoRepeatedStackTrace() throws IOException {
        publish(Level.INFO, "done", null);
        publish(Level.INFO, "done", null);
        publish(Level.INFO, "not loaded", new IOException("a"));
        publish(Level.INFO, "not loaded", new IOException("b"));

        assertThat(lines()).containsExactly("INFO done", "INFO done", "INFO not loaded");
    }
}
