package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.hanging.HangingBean;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.Report;
import ee.qmail.it.quick.QuickBean;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Beans of one application hang, or fail: neither other applications nor mailboxes notice, and the log says what there is to say. */
@Tag("alone")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class BeanLimitsIT {
    private static final String DOMAIN = QmailServer.DOMAIN;
    private static final String ANA = "ana@" + DOMAIN;
    private static final int HANGING_MAILS = 40;
    private static final int HANGING_CLIENTS = 12;
    private static final Duration PROMPT = Duration.ofSeconds(2);
    /** Of the beans that hang, in seconds. */
    private static final int TIMEOUT = 8;

    private static QmailServer server;
    private static Path hang;
    private static Report report;

    @BeforeAll
    static void start() {
        server = QmailServer.inNewHome("bean-limits")
                .withApplication("hanging", HangingBean.class)
                .withApplication("quick", QuickBean.class)
                .start()
                .prepare();
        server.admin().createMailbox("ana", "correct horse");
        hang = server.home().resolve("hang");
        report = new Report(server.home().resolveSibling("bean-limits.txt"));
        // class loading and the first transaction take their time
        sent("quick@" + DOMAIN, "warm");
        assertThat(sent("quick-at-commit@" + DOMAIN, "warm")).startsWith("250 ");
        Await.until("the bean has a mail", () -> Files.exists(server.home().resolve("warm")));
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.end();
        }
    }

    private static String sent(String recipient, String subject) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = ("Subject: " + subject + "\r\n\r\ntext\r\n").getBytes(StandardCharsets.US_ASCII);
            return smtp.message(ANA, List.of(recipient), text);
        }
    }

    private static String log() {
        try {
            return Files.readString(server.home().resolve("log/server.0.log"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long logged(String pattern) {
        return Pattern.compile(pattern).matcher(log()).results().count();
    }

    @Test
    void hangingBeansOfOneApplicationHoldUpNobodyElse() throws Exception {
        Files.createFile(hang);
        ExecutorService clients = Executors.newFixedThreadPool(HANGING_CLIENTS);
        List<Future<Duration>> waits = new ArrayList<>();
        try {
            for (int i = 0; i < HANGING_MAILS; i++) {
                assertThat(sent("hang@" + DOMAIN, "hang " + i)).startsWith("250 ");
            }
            for (int i = 0; i < HANGING_CLIENTS; i++) {
                waits.add(clients.submit(BeanLimitsIT::refusedAtCommit));
            }
            Await.elapsed(Duration.ofSeconds(1));
            Duration longest = Duration.ZERO;
            for (int i = 0; i < 5; i++) {
                longest = max(longest, othersMail(i));
            }
            List<Duration> refused = new ArrayList<>();
            for (Future<Duration> wait : waits) {
                refused.add(wait.get());
            }
            // 3 of 6 places are the application's, and what is over that has its answer after a moment
            assertThat(refused.stream().filter(wait -> wait.compareTo(PROMPT) > 0))
                    .hasSizeBetween(1, 3);
            assertThat(refused).allSatisfy(wait -> assertThat(wait).isLessThan(Duration.ofSeconds(TIMEOUT + 3)));
            report.say("mail of others while " + HANGING_MAILS + " queue mails and " + HANGING_CLIENTS
                    + " clients hang: " + longest.toMillis() + " ms at most; 451 after "
                    + refused.stream().map(Duration::toMillis).sorted().toList() + " ms");
            beansAreLeftAndTheirTransactionsRolledBack();
        } finally {
            Files.deleteIfExists(hang);
            clients.shutdownNow();
        }
    }

    private static Duration refusedAtCommit() {
        long start = System.nanoTime();
        assertThat(sent("hang-at-commit@" + DOMAIN, "hang")).startsWith("451 ");
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** To a mailbox, to the bean of another application by the queue, and to one that the client waits for. */
    private static Duration othersMail(int number) {
        long start = System.nanoTime();
        String mark = "mark-" + number + ".";
        assertThat(sent(ANA, mark)).startsWith("250 ");
        assertThat(sent("quick@" + DOMAIN, mark)).startsWith("250 ");
        assertThat(sent("quick-at-commit@" + DOMAIN, mark)).startsWith("250 ");
        Await.until(
                "mail of others " + number,
                PROMPT,
                () -> Files.exists(server.home().resolve(mark))
                        && server.mailbox("ana").count("Subject: " + mark) == 1,
                () -> "");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isLessThan(PROMPT);
        return took;
    }

    /** After their time; each mail is taken once all the same. */
    private static void beansAreLeftAndTheirTransactionsRolledBack() throws IOException {
        String hanging = "HangingBean \\S+ has been working on it for \\d+ seconds, longer than its timeout of 8;";
        Await.until("four calls are left", Await.PATIENCE, () -> logged(hanging) == 4, () -> logged(hanging) + " are");
        assertThat(log()).contains("\tat ee.qmail.it.hanging.Hang.whileToldTo(Hang.java:");
        Await.until(
                "the reason is in the log of qmail-send",
                () -> sendLog()
                        .contains(
                                "deferral: The_application_for_this_address_took_more_than_8_seconds_(bean_ee.qmail.it.hanging."));
        Await.elapsed(
                Duration.ofSeconds(TIMEOUT + 4)); // nothing gets in beside those that hang, and nothing is said twice
        assertThat(logged(hanging)).isEqualTo(4);
        assertThat(server.mailbox("ana").count("confirmed ")).isZero();

        Files.delete(hang);
        Await.until(
                "the calls are back",
                () -> logged(
                                "HangingBean \\S+ has returned from mail \\S+ after \\d+ seconds, its transaction was rolled back")
                        == 4);
        Await.until(
                "each mail is confirmed",
                Duration.ofMinutes(3),
                () -> {
                    server.admin().retry();
                    return server.mailbox("ana").count("confirmed ") >= HANGING_MAILS;
                },
                () -> server.mailbox("ana").count("confirmed ") + " are");
        server.admin().awaitNothingWaits();
        server.admin().awaitIdle();
        assertThat(server.mailbox("ana").count("confirmed ")).isEqualTo(HANGING_MAILS);
    }

    private static String sendLog() {
        try {
            return Files.readString(server.home().resolve("log/send/current"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aMisspelledPropertyIsNamedWithItsBean() {
        assertThat(
                        logged(
                                "WARNING \\S+: bean ee.qmail.it.quick.FailingBean \\S+: activation property 'anwser' is not known and has no effect: "))
                .isOne();
    }

    @Test
    void eachFailureIsALineAndItsStackIsThereOnce() {
        int mails = 7;
        for (int i = 0; i < mails; i++) {
            assertThat(sent("fail@" + DOMAIN, "fail")).startsWith("250 ");
        }
        String line = "WARNING ee.qmail.rar.application.Applications: mail \\d+/fail@it.example is deferred: bean "
                + "ee.qmail.it.quick.FailingBean \\S+ failed: java.lang.IllegalStateException: planned\n";
        Await.until("each failure is told", () -> logged(line) == mails);
        Await.elapsed(Duration.ofSeconds(1));
        assertThat(logged(line)).isEqualTo(mails);
        assertThat(logged("\tat ee.qmail.it.quick.FailingBean.onMail\\(")).isOne();
        assertThat(logged("WARNING com.example.shop: the shop is closed\n")).isEqualTo(mails);
    }
}
