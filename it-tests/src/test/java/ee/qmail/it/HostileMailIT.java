package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Admin;
import ee.qmail.it.harness.HonestClient;
import ee.qmail.it.harness.HostileMail;
import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.Report;
import ee.qmail.it.harness.Vitals;
import ee.qmail.it.reader.CuriousBean;
import ee.qmail.mime.HostileMime;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Mail that is dear to look at, to everybody who looks at mail: a mailbox, a queue that wants it parsed, one that wants it raw, a bean, a
 * forward and a bounce. An honest client sends and reads meanwhile. The server has the heap that it has by default.
 */
@Tag("alone")
class HostileMailIT {
    private static final String JMS_PASSWORD = "it-jms-password";
    private static final String DOMAIN = QmailServer.DOMAIN;
    /** What the live heap may differ by, for caches that fill. */
    private static final long HEAP = 32L << 20;
    /** What the pools of the server may keep once mail of 16 MB and more has been through them. */
    private static final long BUFFERS = 64L << 20;

    private static final HostileMail LAST_OF_THE_LARGE = HostileMail.ENDLESS_HEADER;

    private static final double HONEST_MILLIS = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MADE = Integer.getInteger("hostile.mails", 100);
    private static final int MADE_SIZE = 60_000;
    /** To a hundred fields that look like hops. */
    private static final String LOOP = "554 5.4.6";
    /** Octets in which the last line is. */
    private static final int LAST = 64;

    private static QmailServer server;
    private static FarServer far;
    private static ActiveMQConnectionFactory factory;
    private static Report report;

    @BeforeAll
    static void start() {
        int port = QmailServer.freePorts(1).get(0);
        far = new FarServer(recipient -> "550 5.1.1 nobody");
        server = QmailServer.inNewHome("hostile-mail")
                .withJvm("-Xmx512m")
                .with("QMAIL_JMS_PORT", String.valueOf(port))
                .with("QMAIL_JMS_PASSWORD", JMS_PASSWORD)
                .withApplication("reader", CuriousBean.class);
        report = new Report(server.home().resolveSibling("hostile-mail.txt"));
        server.start().prepare();
        Admin admin = server.admin();
        List.of("box", "bounces", "forwarded", "made").forEach(name -> admin.createMailbox(name, "owner-password"));
        admin.createAlias("parsed", "jms:queue:it.parsed?form=parsed");
        admin.createAlias("raw", "jms:queue:it.raw");
        admin.createAlias("forward", "forwarded@" + DOMAIN);
        admin.control("smtproutes", far.route("far.example"));
        factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port, "qmail", JMS_PASSWORD);
    }

    @AfterAll
    static void end() {
        if (factory != null) {
            factory.close();
        }
        if (server != null) {
            server.end();
        }
        far.close();
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void everyMailArrivesEverywhereAndCostsNobodyElseAnything() {
        List<String> wrong = new ArrayList<>();
        HonestClient honest = new HonestClient(server);
        try (Vitals vitals = new Vitals(server.pid());
                JMSContext jms = factory.createContext();
                honest) {
            // first what fills caches and loads classes
            outcome(() -> madeMailArrives(jms)).lines().forEach(wrong::add);
            long before = vitals.sample().liveHeap();
            long filled = 0;
            for (HostileMail mail : HostileMail.values()) {
                long began = System.nanoTime();
                String outcome = outcome(() -> arrives(mail, jms));
                if (!outcome.isEmpty()) {
                    wrong.add(mail + ": " + outcome);
                }
                report.say(mail + ": " + (System.nanoTime() - began) / 1_000_000 + " ms " + outcome);
                if (mail == LAST_OF_THE_LARGE) {
                    filled = settled(vitals, before + BUFFERS);
                }
            }
            // one mail after the other would wait for what else of it may fail
            for (HostileMail mail : HostileMail.values()) {
                server.mailbox("bounces").awaitMessage(refused(mail));
            }
            server.admin().awaitNothingWaits();
            report.say("sent: " + honest.sent);
            report.say("fetched: " + honest.fetched);
            assertThat(wrong).as("hostile mail that did not arrive").isEmpty();
            report.say("live heap: " + before + ", then " + filled);
            assertThat(vitals.sample().liveHeap()).as("live heap in octets").isLessThan(filled + HEAP);
        }
        assertThat(honest.wrong).as("what the honest client met").isEmpty();
        assertThat(honest.sent.millis(0.99)).as("ms to send").isLessThan(HONEST_MILLIS);
        assertThat(honest.fetched.millis(0.99)).as("ms to fetch").isLessThan(HONEST_MILLIS);
        assertThat(server.admin().queue("dead")).as("dead letters").isZero();
        assertThat(server.traces())
                .as("in the server's log")
                .filteredOn(line -> line.contains("Error"))
                .isEmpty();
        theOwnerReadsThem();
    }

    /** Empty: all is well. */
    private static String outcome(Runnable step) {
        try {
            step.run();
            return "";
        } catch (AssertionError | UncheckedIOException e) {
            return e.getMessage();
        }
    }

    private static void arrives(HostileMail mail, JMSContext jms) {
        String reply = send(mail);
        assertThat(reply).startsWith("250");
        awaitFile("box", mail);
        awaitFile("forwarded", mail);
        assertThat(next(jms, "it.raw")).as("raw").contains(mail.mark());
        next(jms, "it.parsed");
        assertThat(next(jms, CuriousBean.NOTES)).as("read by the bean").contains(mail.mark());
    }

    /** Copies and bounces of a mail that has arrived may still be under way, with some of it in memory. They end. */
    private static long settled(Vitals vitals, long bound) {
        AtomicLong heap = new AtomicLong(Long.MAX_VALUE);
        Await.until(
                "the live heap has no more than buffers that were not there before, " + bound + " octets",
                PATIENCE,
                () -> {
                    heap.set(vitals.sample().liveHeap());
                    return heap.get() < bound;
                },
                heap::get);
        return heap.get();
    }

    /** By grammar and chance, with a seed that the report tells. */
    private static void madeMailArrives(JMSContext jms) {
        long seed = System.nanoTime();
        report.say("seed of " + MADE + " mails: " + seed);
        HostileMime maker = new HostileMime(seed, MADE_SIZE);
        int taken = 0;
        for (int number = 0; number < MADE; number++) {
            String mark = "this is made mail " + number + ";";
            String reply = send(onTheWire(maker.next(), mark), "made", "parsed", "raw", "bean");
            if (!reply.startsWith(LOOP)) {
                assertThat(reply).startsWith("250");
                taken++;
                next(jms, "it.parsed");
                assertThat(next(jms, "it.raw")).contains(mark);
                assertThat(next(jms, CuriousBean.NOTES)).contains(mark);
            }
        }
        int all = taken;
        Await.until("all made mail", () -> server.mailbox("made").files().size() == all);
    }

    /** What SMTP refuses wherever it stands is left out: line ends that are none, a NUL or a dot that begins a line. */
    private static byte[] onTheWire(byte[] mail, String mark) {
        String text = new String(mail, StandardCharsets.ISO_8859_1).replace("\r", "");
        return (text.replaceAll("(?m)^[.\0]+", "") + "\n" + mark + "\n")
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String send(byte[] octets, String... names) {
        List<String> recipients =
                Arrays.stream(names).map(name -> name + "@" + DOMAIN).toList();
        try (SmtpClient smtp = server.smtp().ehlo()) {
            return smtp.message("bounces@" + DOMAIN, recipients, octets);
        }
    }

    private static String send(HostileMail mail) {
        List<String> recipients = new ArrayList<>();
        List.of("box", "parsed", "raw", "bean", "forward").forEach(name -> recipients.add(name + "@" + DOMAIN));
        recipients.add(refused(mail));
        try (SmtpClient smtp = server.smtp().ehlo()) {
            return smtp.message("bounces@" + DOMAIN, recipients, mail.octets());
        }
    }

    private static String refused(HostileMail mail) {
        return mail.name().toLowerCase(Locale.ROOT) + "@far.example";
    }

    private static void awaitFile(String box, HostileMail mail) {
        Await.until(
                mail + " in " + box,
                PATIENCE,
                () -> server.mailbox(box).files().stream()
                        .anyMatch(file -> lastOctets(file).contains(mail.mark())),
                () -> "");
    }

    private static String lastOctets(Path file) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            byte[] last = new byte[(int) Math.min(LAST, open.length())];
            open.seek(open.length() - last.length);
            open.readFully(last);
            return new String(last, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of the next message of a queue. */
    private static String next(JMSContext jms, String queue) {
        try (JMSConsumer consumer = jms.createConsumer(jms.createQueue(queue))) {
            Message message = consumer.receive(PATIENCE.toMillis());
            if (message == null) {
                throw new AssertionError("nothing comes in " + queue);
            }
            if (message instanceof TextMessage text) {
                return text.getText();
            }
            return message instanceof BytesMessage octets ? lastOctets(octets) : "";
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String lastOctets(BytesMessage message) throws JMSException {
        byte[] all = new byte[(int) message.getBodyLength()];
        message.readBytes(all);
        return new String(all, Math.max(0, all.length - LAST), Math.min(LAST, all.length), StandardCharsets.ISO_8859_1);
    }

    private static void theOwnerReadsThem() {
        try (Pop3Client pop3 = server.pop3().login("box@" + DOMAIN, "owner-password")) {
            assertThat(pop3.count()).isEqualTo(HostileMail.values().length);
            for (int number = 1; number <= HostileMail.values().length; number++) {
                assertThat(pop3.retrieve(number)).hasSize((int) pop3.size(number));
            }
        }
    }
}
