package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Admin;
import ee.qmail.it.harness.Attack;
import ee.qmail.it.harness.Attackers;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.Report;
import ee.qmail.it.harness.SoakClients;
import ee.qmail.it.harness.SoakMail;
import ee.qmail.it.harness.Vitals;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Honest clients near saturation with hostile ones among them. Half a minute in the ordinary build; the long form is
 * {@code ./mvnw -pl it-tests -am verify -Dit.test=SoakIT -Dsoak.minutes=30}, which writes target/qmail/soak.txt.
 */
@Tag("alone")
public class SoakIT {
    public static final String PASSWORD = "soak-password";
    /** Below the default, so that a flood from many addresses passes it. */
    public static final int CONNECTIONS = 400;

    private static final int MINUTES = Integer.getInteger("soak.minutes", 0);
    private static final int ROUNDS = MINUTES == 0 ? 3 : MINUTES;
    private static final Duration ROUND = MINUTES == 0 ? Duration.ofSeconds(6) : Duration.ofSeconds(52);
    /** Rounds before the first that is compared: caches and pools fill. */
    private static final int WARM = Math.max(1, ROUNDS / 4);
    /** What the live heap may differ by, for caches that fill. */
    private static final long HEAP = 32L << 20;
    /** What threads and files may differ by: pools breathe. */
    private static final int FEW = 24;
    /** Pools that grow with what is done at once, up to their bound, and shrink after a minute. */
    private static final Map<String, Integer> BOUNDED = Map.of(
            "Thread-# (activemq-client-global)",
            256,
            "Thread-# (activemq-qmail)",
            30,
            "Thread-# (activemq-remoting-service-qmail)",
            64,
            "qmail.local-#",
            16,
            "qmail.remote-#",
            60);

    private static final int VICTIM = 10 << 20;

    private final SoakMail mail = new SoakMail();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final Map<Attack, Integer> attacks = new ConcurrentHashMap<>();
    private final List<String> stalls = new CopyOnWriteArrayList<>();
    private Report report;
    private QmailServer server;
    private FarServer far;

    @BeforeEach
    void startServer() {
        far = new FarServer(
                recipient -> recipient.startsWith("refused") ? "550 5.1.1 nobody" : "250 ok", mail::arrivedElsewhere);
        server = QmailServer.inNewHome("soak");
        report = new Report(server.home().resolveSibling("soak.txt"));
        if (MINUTES > 0) {
            server.withJvm("-Xmx512m");
        }
        server.start().prepare();
        Admin admin = server.admin();
        boxes().forEach(name -> admin.createMailbox(name, PASSWORD));
        admin.createMailbox("trash", null);
        admin.control("smtproutes", far.route("far.example"));
        admin.control("concurrencyincoming", String.valueOf(CONNECTIONS));
        admin.control("databytes", String.valueOf(2 * VICTIM));
        admin.control("tarpitdelay", "0"); // whoever guesses recipients is to come to the end of it
        try (SmtpClient smtp = server.smtp().ehlo()) {
            smtp.message("x@client.example", List.of("victim@" + QmailServer.DOMAIN), big());
        }
        server.mailbox("victim").awaitMessage("line of the victim");
        boxes().forEach(name ->
                server.pop3().login(name + "@" + QmailServer.DOMAIN, PASSWORD).quit());
    }

    /** Those in which somebody logs in. */
    private static List<String> boxes() {
        List<String> names = new ArrayList<>(List.of("bounces", "victim"));
        for (int i = 0; i < SoakMail.MAILBOXES; i++) {
            names.add("box" + i);
        }
        return names;
    }

    private static byte[] big() {
        String line = "line of the victim's message\r\n";
        return line.repeat(VICTIM / line.length()).getBytes(StandardCharsets.ISO_8859_1);
    }

    @AfterEach
    void endServer() {
        if (server != null) {
            server.end();
        }
        far.close();
    }

    @Test
    void honestClientsAreServedAmongHostileOnes() {
        int tracesOfTheStart = server.traces().size();
        List<Vitals.Sample> samples = new ArrayList<>();
        try (Vitals vitals = new Vitals(server.pid())) {
            long files = vitals.openFiles();
            for (int round = 0; round < ROUNDS; round++) {
                round();
                Await.until(
                        "the connections are closed",
                        Await.PATIENCE,
                        () -> vitals.openFiles() < files + FEW,
                        () -> vitals.openFiles() + " files are open, " + files + " before");
                samples.add(vitals.sample());
                report.say(line(round, samples.get(round)));
            }
        }
        fetchTheRest();
        reportTheClients();
        assertThat(mail.wrong).as("what honest clients met").isEmpty();
        assertThat(stalls).as("hostile clients that were kept waiting").isEmpty();
        assertThat(mail.lost()).as("lost").isEmpty();
        assertThat(mail.doubled()).as("delivered twice").isEmpty();
        assertThat(answers).as("answers to hostile clients").containsKey("421");
        assertThat(server.traces().stream().skip(tracesOfTheStart))
                .as("in the server's log")
                .isEmpty();
        assertFlat(samples);
    }

    private void round() {
        int before = mail.acceptedCount();
        long logins = mail.login.count();
        try (SoakClients honest = new SoakClients(server, mail);
                Attackers hostile = new Attackers(server, answers, attacks, stalls)) {
            Await.elapsed(ROUND);
        }
        server.admin().awaitIdle();
        assertThat(mail.acceptedCount()).as("messages accepted").isGreaterThan(before);
        assertThat(mail.login.count()).as("logins").isGreaterThan(logins);
        server.mailbox("trash").files().forEach(SoakIT::delete);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bounces wait for a moment for what else of their message may fail. */
    private void fetchTheRest() {
        server.admin().awaitNothingWaits();
        for (int i = 0; i < SoakMail.MAILBOXES; i++) {
            String name = "box" + i;
            server.mailbox(name).messages().forEach(text -> mail.arrivedAtHome(name, text));
        }
        server.mailbox("bounces").messages().forEach(mail::bounceArrived);
    }

    private void assertFlat(List<Vitals.Sample> samples) {
        Vitals.Sample early = samples.get(WARM - 1);
        Vitals.Sample late = samples.get(ROUNDS - 1);
        assertThat(late.liveHeap()).as("live heap in octets").isLessThan(early.liveHeap() + HEAP);
        BOUNDED.forEach((pool, bound) ->
                assertThat(late.threadsOf(pool)).as("threads of %s", pool).isLessThanOrEqualTo(bound));
        assertThat(late.threadsOutside(BOUNDED.keySet()))
                .as("threads, %s then %s", early.threads(), late.threads())
                .isLessThan(early.threadsOutside(BOUNDED.keySet()) + FEW);
        assertThat(late.files()).as("open files").isLessThan(early.files() + FEW);
    }

    private String line(int round, Vitals.Sample sample) {
        return String.format(
                Locale.ROOT,
                "round %d: %d accepted, %d arrived, %d deferrals; live heap %.1f MB, %d threads, %d files",
                round + 1,
                mail.acceptedCount(),
                mail.arrived(),
                mail.deferrals.get(),
                sample.liveHeap() / 1e6,
                sample.threadsOutside(Set.of()),
                sample.files());
    }

    private void reportTheClients() {
        report.say("connect until greeted: " + mail.connect);
        report.say("a message until its 250: " + mail.send);
        report.say("log-in: " + mail.login);
        report.say("RETR: " + mail.retrieve);
        report.say("attacks: " + Attackers.sorted(attacks));
        report.say("hostile clients were answered: " + Attackers.byCode(answers));
    }
}
