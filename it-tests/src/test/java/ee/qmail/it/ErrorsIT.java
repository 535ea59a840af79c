package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.CrashPoint;
import ee.qmail.it.harness.Debugger;
import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.ThrowingDebugger;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An {@link Error} thrown on purpose in each loop and in each step of the ways of a mail: either the work goes on, without a restart, or the
 * process ends and the next one does the work.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ErrorsIT {
    private static final String JMS_PASSWORD = "it-jms-password";
    private static final String FAR = "far.example";
    private static final AtomicInteger COUNT = new AtomicInteger();
    /** What {@code -XX:+ExitOnOutOfMemoryError} ends with. */
    private static final int OUT_OF_MEMORY = 3;

    private static int debugPort;
    private static QmailServer server;
    private static ThrowingDebugger debugger;
    private static FarServer far;
    private static ActiveMQConnectionFactory jms;

    @BeforeAll
    static void start() {
        List<Integer> ports = QmailServer.freePorts(2);
        debugPort = ports.get(0);
        far = FarServer.accepting();
        server = QmailServer.inNewHome("errors")
                .withOptions("-XX:+ExitOnOutOfMemoryError", Debugger.option(debugPort))
                .with("QMAIL_JMS_PORT", String.valueOf(ports.get(1)))
                .with("QMAIL_JMS_PASSWORD", JMS_PASSWORD)
                .start()
                .prepare();
        debugger = new ThrowingDebugger(debugPort);
        server.admin().createMailbox("ana", "ana-password");
        server.admin().createMailbox("sender", null);
        server.admin().createAlias("forward", at("ana"));
        server.admin().createAlias("gone", at("nobody"));
        server.admin().control("smtproutes", far.route(FAR) + "\n");
        jms = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + ports.get(1), "qmail", JMS_PASSWORD);
    }

    @AfterAll
    static void end() {
        if (jms != null) {
            jms.close();
        }
        if (server != null) {
            server.end();
        }
        if (far != null) {
            far.close();
        }
    }

    private static String at(String name) {
        return name + "@" + QmailServer.DOMAIN;
    }

    /** @return a subject that no other mail has */
    private static String fresh(String what) {
        return what + " number " + COUNT.incrementAndGet() + " of its kind";
    }

    private static String send(String subject, String... recipients) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            return smtp.message(
                    at("sender"),
                    List.of(recipients),
                    ("Subject: " + subject + "\r\n\r\nhello\r\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void mustSend(String subject, String... recipients) {
        assertThat(send(subject, recipients)).startsWith("250 ");
    }

    private static ThrowingDebugger.Trap throwing(CrashPoint point) {
        return debugger.arm(point, ThrowingDebugger.Fault.AN_ERROR);
    }

    private static ThrowingDebugger.Trap ending(CrashPoint point) {
        return debugger.arm(point, ThrowingDebugger.Fault.OUT_OF_MEMORY);
    }

    private static void awaitReached(ThrowingDebugger.Trap trap, CrashPoint point) {
        Await.until("the error is thrown at " + point, () -> trap.reached() > 0);
    }

    /** What waits for another attempt is due now, as long as it takes. */
    private static void awaitWithRetries(String what, BooleanSupplier done) {
        Await.until(
                what,
                Duration.ofMinutes(3),
                () -> {
                    if (!done.getAsBoolean() && server.admin().queue("deferred") > 0) {
                        server.admin().retry();
                        Await.elapsed(Duration.ofMillis(500));
                    }
                    return done.getAsBoolean();
                },
                () -> "deferred: " + server.admin().queue("deferred") + ", local: "
                        + server.admin().queue("local") + ", remote: "
                        + server.admin().queue("remote") + ", dead: "
                        + server.admin().queue("dead"));
    }

    private static boolean isThere(String mailbox, String text) {
        return server.mailbox(mailbox).count(text) > 0;
    }

    /** The server is whole: it says so, and what comes now is done at once. */
    private static void assertWhole() {
        String subject = fresh("honest");
        mustSend(subject, at("ana"));
        awaitWithRetries(subject + " is delivered", () -> isThere("ana", "Subject: " + subject + "\n"));
        assertThat(server.admin().open("/health/ready").body())
                .contains("\"status\":\"UP\"")
                .doesNotContain("DOWN");
        assertThat(server.admin().open("/health/ready").statusCode()).isEqualTo(200);
    }

    enum Round {
        THE_SCHEDULER("ee.qmail.deferred.DeferredStore", "due"),
        THE_MAILDROP("ee.qmail.pickup.PickupDirectory", "waiting"),
        THE_HISTORY("ee.qmail.history.HistoryWriter", "write"),
        THE_WATCH_OF_THE_BROKER("ee.qmail.broker.EmbeddedBroker", "startAgainIfStopped"),
        AN_EVENT_LOOP("io.netty.channel.nio.NioIoHandler", "run", "ee.qmail.rar.listener.SturdyIo"),
        AN_EVENT_LOOP_OF_THE_BROKER(
                "io.netty.channel.nio.NioIoHandler", "run", "ee.qmail.broker.SturdyEventLoops$SturdyLoop"),
        A_LOG("ee.qmail.log.LogDirectory", "write"),
        THE_COMMITTERS("ee.qmail.rar.listener.GroupCommit", "store"),
        A_CONSUMER("ee.qmail.broker.QueueConsumer", "handle"),
        A_CONSUMER_THAT_ASKS_FOR_A_WORKER(
                "java.util.concurrent.ThreadPoolExecutor", "execute", "ee.qmail.broker.QueueConsumer"),
        A_QUESTION_IN_ITS_LANE("ee.qmail.rar.work.FairExecutor", "tryStart");

        private final CrashPoint point;

        Round(String type, String method) {
            this(type, method, "");
        }

        Round(String type, String method, String caller) {
            this.point = new CrashPoint(type, method, caller);
        }
    }

    /** The loop comes there again after its error. */
    @ParameterizedTest
    @EnumSource
    @Order(1)
    void aLoopRunsAgainAfterAnError(Round round) {
        try (ThrowingDebugger.Trap trap = throwing(round.point)) {
            Await.until("rounds after the error at " + round.point, () -> {
                try (JMSContext other = jms.createContext()) {
                    other.start();
                    send(fresh("traffic"), at("ana"));
                } catch (UncheckedIOException | AssertionError | JMSRuntimeException e) {
                    return false; // this client has met the error; the next one must not
                }
                return trap.reached() >= 3;
            });
        }
        assertWhole();
    }

    enum LocalStep {
        THE_MESSAGE_IS_READ("ee.qmail.broker.StoredMessage", "asJms"),
        THE_BEAN_IS_CALLED("ee.qmail.local.QmailLocal", "onMessage"),
        A_SLOT_IS_TAKEN("ee.qmail.send.Concurrency", "admit"),
        THE_JOBS_ARE_OPENED("ee.qmail.jms.JobMessages", "jobs"),
        THE_JOB_IS_LOGGED("ee.qmail.send.SendLogger", "starting"),
        IT_IS_DELIVERED("ee.qmail.local.LocalDelivery$Batch", "deliver"),
        ITS_HEADER_IS_READ("ee.qmail.local.DeliveredTo", "in"),
        /** Not by RCPT, which searches again when its last answer has grown too old. */
        ITS_USER_IS_FOUND("ee.qmail.local.LocalUserSearch", "find", "ee.qmail.local.LocalDelivery$Batch"),
        IT_IS_WRITTEN("ee.qmail.maildir.MaildirWriter", "write"),
        IT_IS_PUBLISHED("ee.qmail.maildir.MaildirWriter", "publish"),
        IT_IS_SYNCED("ee.qmail.maildir.PendingSyncs", "sync"),
        ITS_END_IS_LOGGED("ee.qmail.send.SendLogger", "ended"),
        IT_IS_SETTLED("ee.qmail.send.Settlement", "settleFirst"),
        IT_IS_TOLD("ee.qmail.send.Settlement", "tell"),
        IT_IS_ACKNOWLEDGED("ee.qmail.broker.QueueConsumer$Delivery", "acknowledge");

        private final CrashPoint point;

        LocalStep(String type, String method) {
            this(type, method, "");
        }

        LocalStep(String type, String method, String caller) {
            this.point = new CrashPoint(type, method, caller);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(2)
    void aLocalAttemptIsMadeAgain(LocalStep step) {
        String subject = fresh("local");
        try (ThrowingDebugger.Trap trap = throwing(step.point)) {
            mustSend(subject, at("ana"));
            awaitReached(trap, step.point);
        }
        awaitWithRetries(subject + " is delivered", () -> isThere("ana", "Subject: " + subject + "\n"));
        server.admin().awaitNothingWaits();
        assertThat(server.mailbox("ana").count("Subject: " + subject + "\n")).isOne();
        assertWhole();
    }

    enum OtherStep {
        A_FORWARD_IS_MADE("forward", "ee.qmail.local.Forwarding", "forward"),
        A_BOUNCE_IS_WRITTEN("gone", "ee.qmail.bounce.BounceMessage", "writeTo"),
        A_BOUNCE_IS_QUEUED("gone", "ee.qmail.send.Settlement", "bounce"),
        A_ROUTE_IS_FOUND("remote", "ee.qmail.remote.RemoteDelivery", "deliver"),
        A_SERVER_IS_SPOKEN_TO("remote", "ee.qmail.smtp.SmtpClientSession", "input");

        private final String to;
        private final CrashPoint point;

        OtherStep(String to, String type, String method) {
            this.to = to;
            this.point = CrashPoint.before(type, method);
        }

        private boolean isDone(String subject) {
            return switch (to) {
                case "forward" -> isThere("ana", "Subject: " + subject + "\n");
                case "gone" -> isThere("sender", subject);
                default -> far.received.stream().anyMatch(mail -> mail.text().contains(subject));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(3)
    void aSettlementAndARemoteAttemptAreMadeAgain(OtherStep step) {
        String subject = fresh("other");
        try (ThrowingDebugger.Trap trap = throwing(step.point)) {
            mustSend(subject, step.to.equals("remote") ? "bo@" + FAR : at(step.to));
            awaitReached(trap, step.point);
        }
        awaitWithRetries(subject + " is done", () -> step.isDone(subject));
        server.admin().awaitNothingWaits();
        assertWhole();
    }

    enum RetryStep {
        ITS_TICKET_IS_READ("ee.qmail.jms.JobMessages", "ticket"),
        IT_IS_CLAIMED("ee.qmail.deferred.DeferredStore", "claim"),
        ITS_TEXT_IS_READ("ee.qmail.deferred.DeferredBodies", "read"),
        IT_IS_SETTLED("ee.qmail.send.Settlement", "settleRetry"),
        ITS_OUTCOME_IS_WRITTEN("ee.qmail.deferred.DeferredStore", "recordLast"),
        IT_IS_SYNCED("ee.qmail.deferred.DatabaseSync", "sync"),
        ITS_ROW_IS_DELETED("ee.qmail.deferred.DeferredStore", "delete");

        private final CrashPoint point;

        RetryStep(String type, String method) {
            this.point = CrashPoint.before(type, method);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(4)
    void aRetryIsMadeAgain(RetryStep step) {
        String subject = fresh("retry");
        try (ThrowingDebugger.Trap trap = throwing(LocalStep.IT_IS_DELIVERED.point)) {
            mustSend(subject, at("ana"));
            awaitReached(trap, LocalStep.IT_IS_DELIVERED.point);
        }
        Await.until("it waits", () -> server.admin().queue("deferred") == 1);
        try (ThrowingDebugger.Trap trap = throwing(step.point)) {
            server.admin().retry();
            awaitReached(trap, step.point);
        }
        awaitWithRetries(subject + " is delivered", () -> isThere("ana", "Subject: " + subject + "\n"));
        assertWhole();
    }

    enum ClientStep {
        A_CLIENT_COMES("ee.qmail.smtpd.SmtpAdmission", "admitAtOnce"),
        A_CLIENT_IS_ASKED_FOR_A_RECIPIENT("ee.qmail.smtpd.SmtpAdmission", "checkAtOnce"),
        A_COMMAND_COMES("ee.qmail.wire.CommandSession", "input"),
        A_MESSAGE_IS_QUEUED("ee.qmail.queue.QmailQueue", "acceptNew"),
        A_MESSAGE_IS_STORED("ee.qmail.broker.DirectStore", "commit"),
        A_MESSAGE_IS_ON_ITS_WAY_TO_THE_DISK("ee.qmail.broker.DirectStore", "await"),
        A_MESSAGE_IS_ANSWERED("ee.qmail.rar.smtp.SmtpHandler", "answer");

        private final CrashPoint point;

        ClientStep(String type, String method) {
            this.point = CrashPoint.before(type, method);
        }
    }

    /** It is answered, or its connection is closed; in no case does it wait. */
    @ParameterizedTest
    @EnumSource
    @Order(5)
    void aClientThatMeetsTheErrorDoesNotWaitAndTheNextOneIsServed(ClientStep step) {
        String subject = fresh("client");
        try (ThrowingDebugger.Trap trap = throwing(step.point)) {
            try {
                assertThat(send(subject, at("ana"))).matches("(?s)(250|451|421).*");
            } catch (UncheckedIOException | AssertionError e) {
                assertThat(e).hasMessageNotContaining("timed out");
            }
            Await.until("a later client meets the error at " + step.point, () -> {
                if (trap.reached() == 0) {
                    send(fresh("client"), at("ana")); // the first one was asked another way
                }
                return trap.reached() > 0;
            });
        }
        assertWhole();
    }

    enum ReaderStep {
        THE_PASSWORD_IS_COMPARED("ee.qmail.checkpassword.DoorBean", "checkRemembered"),
        THE_MAILDIR_IS_READ("ee.qmail.maildir.Maildir", "list"),
        A_MESSAGE_IS_WRITTEN("ee.qmail.rar.listener.StreamWriter", "writeSome");

        private final CrashPoint point;

        ReaderStep(String type, String method) {
            this.point = CrashPoint.before(type, method);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(6)
    void aReaderThatMeetsTheErrorDoesNotWaitAndMayComeBackAtOnce(ReaderStep step) {
        try (ThrowingDebugger.Trap trap = throwing(step.point)) {
            try {
                read();
            } catch (UncheckedIOException | AssertionError | NullPointerException e) {
                assertThat(String.valueOf(e.getMessage())).doesNotContain("timed out");
            }
            Await.until("read until it is thrown", () -> {
                if (trap.reached() == 0) {
                    read();
                }
                return trap.reached() > 0;
            });
        }
        read();
        assertWhole();
    }

    private static void read() {
        try (Pop3Client pop3 = server.pop3().login(at("ana"), "ana-password")) {
            if (pop3.count() > 0) {
                pop3.retrieve(1);
            }
            pop3.quit();
        }
    }

    @Test
    @Order(7)
    void anInjectionIsMadeAgain() {
        CrashPoint point = CrashPoint.before("ee.qmail.submission.GivenMessage", "injection");
        String subject = fresh("injected");
        try (ThrowingDebugger.Trap trap = throwing(point);
                JMSContext context = jms.createContext()) {
            context.createProducer()
                    .send(
                            context.createQueue("qmail.inject"),
                            context.createTextMessage("To: " + at("ana") + "\nSubject: " + subject + "\n\nhello\n"));
            awaitReached(trap, point);
        }
        awaitWithRetries(subject + " is delivered", () -> isThere("ana", "Subject: " + subject + "\n"));
        assertThat(server.admin().queue("dead")).isZero();
        assertWhole();
    }

    @Test
    @Order(7)
    void aFileInTheMaildropIsTakenAgain() throws IOException {
        CrashPoint point = CrashPoint.before("ee.qmail.pickup.PickupDirectory", "open");
        String subject = fresh("left");
        try (ThrowingDebugger.Trap trap = throwing(point)) {
            Path file = Files.writeString(
                    server.home().resolve("maildrop-file"),
                    "F" + at("sender") + "\0T" + at("ana") + "\0\0Subject: " + subject + "\n\nhello\n");
            Path fresh = Files.createDirectories(server.home().resolve("maildrop/new"));
            Files.move(file, fresh.resolve("it-" + COUNT.incrementAndGet()), StandardCopyOption.ATOMIC_MOVE);
            awaitReached(trap, point);
        }
        awaitWithRetries(subject + " is delivered", () -> isThere("ana", "Subject: " + subject + "\n"));
        assertWhole();
    }

    /** 1,000 recipients of 500 octets at one domain: half a megabyte, of which the broker's journal could not keep a record. */
    @Test
    @Order(8)
    void aThousandLongRecipientsAtOneDomainAreDelivered() {
        String subject = fresh("wide");
        String domain = "b".repeat(60) + "." + "c".repeat(60) + "." + "d".repeat(60) + "." + FAR;
        server.admin().control("smtproutes", far.route(FAR) + "\n" + far.route(domain) + "\n");
        String[] recipients = new String[1_000];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = "a".repeat(60) + i + "@" + domain;
        }
        mustSend(subject, recipients);
        awaitWithRetries(
                "all are delivered",
                () -> far.received.stream()
                                .filter(mail -> mail.text().contains(subject))
                                .mapToInt(mail -> mail.recipients().size())
                                .sum()
                        == recipients.length);
        assertWhole();
    }

    @Test
    @Order(9)
    void anOutOfMemoryErrorEndsTheProcessAndTheNextOneDelivers() {
        String subject = fresh("memory");
        try (ThrowingDebugger.Trap ignored = ending(LocalStep.IT_IS_DELIVERED.point)) {
            mustSend(subject, at("ana"));
            assertThat(server.awaitExit()).isEqualTo(OUT_OF_MEMORY);
        }
        server.start();
        debugger = new ThrowingDebugger(debugPort);
        server.mailbox("ana").awaitMessage("Subject: " + subject + "\n");
        assertWhole();
    }

    /** What ends the process at each start does not keep it from working for the others. */
    @Test
    @Order(10)
    void aMailThatEndsTheProcessEachTimeWaitsAndTheOthersAreDelivered() {
        String subject = fresh("deadly");
        try (ThrowingDebugger.Trap ignored = ending(LocalStep.ITS_HEADER_IS_READ.point)) {
            mustSend(subject, at("ana"));
            assertThat(server.awaitExit()).isEqualTo(OUT_OF_MEMORY);
        }
        server.launch();
        debugger = new ThrowingDebugger(debugPort);
        try (ThrowingDebugger.Trap ignored = ending(LocalStep.ITS_HEADER_IS_READ.point)) {
            assertThat(server.awaitExit()).isEqualTo(OUT_OF_MEMORY);
        }
        server.start();
        assertWhole();
        Await.until("it waits", () -> server.admin().queue("deferred") == 1);
        assertThat(server.mailbox("ana").count("Subject: " + subject + "\n")).isZero();
        assertThat(server.admin().send("GET", "/api/queue/messages", null).body())
                .contains("the server has ended 2 times while this was being delivered");

        awaitWithRetries("a minute later it is tried", () -> isThere("ana", "Subject: " + subject + "\n"));
        assertWhole();
    }
}
