package ee.qmail.bench.cases;

import ee.qmail.bench.cases.Access.Port;
import ee.qmail.bench.load.Pop3Job.Work;
import ee.qmail.bench.load.SmtpSink;
import ee.qmail.bench.peer.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All cases, with their counts. */
public final class Cases {
    private static final Access CLEAR = Access.clear(Port.SMTP);
    private static final int SMALL = 4096;
    private static final int LARGE = 1_000_000;
    private static final int WINDOW = 32;
    private static final int BATCH = 64;
    private static final Duration FLOOR = Duration.ofSeconds(3);

    private final Bounds bounds;
    private final String version;
    private final SmtpSink sink;
    private final List<Case> cases = new ArrayList<>();

    private Cases(Bounds bounds, String version, SmtpSink sink) {
        this.bounds = bounds;
        this.version = version;
        this.sink = sink;
    }

    /**
     * @param version of TLS, such as {@code TLSv1.3}
     * @param sink where mail is relayed to
     * @param peers makes servers for the start times
     * @param scratch directory on the file system that the peers use
     */
    public static List<Case> all(Bounds bounds, String version, SmtpSink sink, Peers peers, Path scratch) {
        Cases all = new Cases(bounds, version, sink);
        all.machine(scratch);
        all.smtp();
        all.smtpBehindTls();
        all.pop3("pop3", Access.clear(Port.POP3));
        all.pop3("pop3s", new Access(Port.POP3S, version, false));
        all.cases.addAll(SecureCases.all(bounds, version));
        all.resources(peers);
        all.deferred(peers);
        return all.cases;
    }

    private void machine(Path scratch) {
        cases.add(new FloorCase(
                "floor", "append to one file, one fdatasync for 64 records of 4 KB", BATCH, SMALL, FLOOR, scratch));
        for (boolean reuse : List.of(false, true)) {
            generator("generator", "our generator, 50 sessions, into a sink", false, reuse);
            generator("smtp-source", "Postfix's smtp-source, 50 sessions, into the same sink", true, reuse);
        }
    }

    private void generator(String name, String about, boolean postfix, boolean reuse) {
        cases.add(new GeneratorCase(
                name + suffix(reuse), about + connection(reuse), postfix, 50, reuse, 20_000, SMALL, sink, bounds));
    }

    private void smtp() {
        for (boolean reuse : List.of(false, true)) {
            for (int sessions : List.of(1, 10, 50, 200)) {
                String about = "4 KB, one recipient, " + sessions + " sessions" + connection(reuse);
                mail(
                        "accept-" + sessions + suffix(reuse),
                        about,
                        Metric.ACCEPTED,
                        sessions,
                        reuse,
                        sessions == 1 ? 2_000 : 10_000,
                        1);
            }
        }
        mail(
                "e2e-20",
                "4 KB into one Maildir, 20 sessions, one message per connection",
                Metric.DELIVERED,
                20,
                false,
                10_000,
                1);
        mail("e2e-20-boxes", "the same into 100 Maildirs", Metric.DELIVERED, 20, false, 10_000, 100);
        cases.add(
                new MailCase("big", "1 MB, 10 sessions", Metric.MEGABYTES, 10, false, 300, LARGE, 1, 1, CLEAR, bounds));
        cases.add(new MailCase(
                "recipients-100",
                "4 KB to 100 recipients at home, 10 sessions",
                Metric.DELIVERED,
                10,
                false,
                100,
                SMALL,
                100,
                100,
                CLEAR,
                bounds));
        cases.add(new JmsCase(
                "jms", "4 KB, injected by JMS, 20 sessions, a transaction each", 20, 10_000, SMALL, bounds));
        cases.add(
                new WaysCase("ways", "4 KB, handed over by an application in each way, 8 at a time", 8, SMALL, bounds));
        cases.add(new RelayCase("relay", "4 KB sent on to a sink, 20 sessions", 20, 5_000, SMALL, sink, bounds));
    }

    private void mail(
            String name, String about, Metric main, int sessions, boolean reuse, long messages, int mailboxes) {
        cases.add(new MailCase(name, about, main, sessions, reuse, messages, SMALL, 1, mailboxes, CLEAR, bounds));
    }

    private void smtpBehindTls() {
        for (int sessions : List.of(1, 10, 50)) {
            behindTls("starttls-" + sessions, ", STARTTLS", Port.STARTTLS, sessions);
            behindTls("smtps-" + sessions, ", TLS from the first octet", Port.SMTPS, sessions);
        }
    }

    private void behindTls(String name, String how, Port port, int sessions) {
        String about = "4 KB, one recipient, " + sessions + " sessions";
        Access full = new Access(port, version, false);
        secure(name + suffix(false), about + connection(false) + how, sessions, false, full);
        Access resumed = new Access(port, version, true);
        secure(name + suffix(false) + "-resumed", "the same, sessions of TLS resumed", sessions, false, resumed);
        secure(name + suffix(true), about + connection(true) + how, sessions, true, full);
    }

    private void secure(String name, String about, int sessions, boolean reuse, Access access) {
        long messages = sessions == 1 ? 2_000 : 10_000;
        cases.add(new MailCase(name, about, Metric.ACCEPTED, sessions, reuse, messages, SMALL, 1, 1, access, bounds));
    }

    private void pop3(String name, Access access) {
        for (int messages : List.of(1_000, 10_000)) {
            String box = ", Maildir of " + messages;
            one(name + "-stat-" + messages, "log-in, STAT, QUIT" + box, Work.STAT, messages, 1, true, access);
            one(name + "-list-" + messages, "log-in, LIST, QUIT" + box, Work.LIST, messages, 1, true, access);
            String fresh = "the same, never opened before";
            one(name + "-list-" + messages + "-new", fresh, Work.LIST, messages, 1, false, access);
            one(name + "-retr-" + messages, "all, one at a time" + box, Work.RETR_ALL, messages, 1, true, access);
            one(name + "-pipe-" + messages, "all, 32 pipelined" + box, Work.RETR_ALL, messages, WINDOW, true, access);
        }
        many(name + "-users-50", "50 users download 200 each, one at a time", Work.RETR_ALL, 1, access);
        many(name + "-users-50-pipe", "50 users download 200 each, 32 pipelined", Work.RETR_ALL, WINDOW, access);
        many(name + "-users-50-stat", "50 users log in, STAT, QUIT", Work.STAT, 1, access);
    }

    private void one(String name, String about, Work work, long messages, int window, boolean again, Access access) {
        cases.add(new Pop3Case(name, about, work, 1, messages, window, again, access, bounds));
    }

    private void many(String name, String about, Work work, int window, Access access) {
        cases.add(new Pop3Case(name, about, work, 50, 200, window, true, access, bounds));
    }

    private void resources(Peers peers) {
        for (int connections : List.of(1_000, 5_000, 10_000)) {
            cases.add(new IdleCase(
                    "idle-" + connections,
                    connections + " SMTP connections, greeted and silent",
                    connections,
                    CLEAR,
                    bounds));
        }
        cases.add(MemoryCase.idle());
        cases.add(MemoryCase.after(named("e2e-20")));
        cases.add(new StartCase("start", "from nothing to the greeting", peers));
    }

    private void deferred(Peers peers) {
        for (int waiting : List.of(0, 1_000, 100_000)) {
            cases.add(new DeferredCase(
                    "deferred-" + waiting,
                    "as e2e-20 while " + waiting + " messages of 1 KB wait for a later attempt",
                    waiting,
                    named("e2e-20"),
                    peers,
                    bounds));
        }
    }

    private Case named(String name) {
        return cases.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
    }

    private static String suffix(boolean reuse) {
        return reuse ? "-many" : "-one";
    }

    private static String connection(boolean reuse) {
        return reuse ? ", many messages per connection" : ", one message per connection";
    }
}
