package ee.qmail.bench.cases;

import ee.qmail.bench.load.Pop3Job.Work;
import ee.qmail.bench.load.SmtpSink;
import ee.qmail.bench.peer.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All cases, with their counts. */
public final class Cases {
    private static final int SMALL = 4096;
    private static final int LARGE = 1_000_000;
    private static final int WINDOW = 32;
    private static final int BATCH = 64;
    private static final Duration FLOOR = Duration.ofSeconds(3);

    private final Bounds bounds;
    private final SmtpSink sink;
    private final List<Case> cases = new ArrayList<>();

    private Cases(Bounds bounds, SmtpSink sink) {
        this.bounds = bounds;
        this.sink = sink;
    }

    /**
     * @param sink where mail is relayed to
     * @param peers makes servers for the start times
     * @param scratch directory on the file system that the peers use
     */
    public static List<Case> all(Bounds bounds, SmtpSink sink, Peers peers, Path scratch) {
        Cases all = new Cases(bounds, sink);
        all.machine(scratch);
        all.smtp();
        all.pop3();
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
        cases.add(new MailCase("big", "1 MB, 10 sessions", Metric.MEGABYTES, 10, false, 300, LARGE, 1, 1, bounds));
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
                bounds));
        cases.add(new JmsCase(
                "jms", "4 KB, injected by JMS, 20 sessions, a transaction each", 20, 10_000, SMALL, bounds));
        cases.add(
                new WaysCase("ways", "4 KB, handed over by an application in each way, 8 at a time", 8, SMALL, bounds));
        cases.add(new RelayCase("relay", "4 KB sent on to a sink, 20 sessions", 20, 5_000, SMALL, sink, bounds));
    }

    private void mail(
            String name, String about, Metric main, int sessions, boolean reuse, long messages, int mailboxes) {
        cases.add(new MailCase(name, about, main, sessions, reuse, messages, SMALL, 1, mailboxes, bounds));
    }

    private void pop3() {
        for (int messages : List.of(1_000, 10_000)) {
            String box = ", Maildir of " + messages;
            pop3("pop3-stat-" + messages, "log-in, STAT, QUIT" + box, Work.STAT, 1, messages, 1, true);
            pop3("pop3-list-" + messages, "log-in, LIST, QUIT" + box, Work.LIST, 1, messages, 1, true);
            pop3("pop3-list-" + messages + "-new", "the same, never opened before", Work.LIST, 1, messages, 1, false);
            pop3("pop3-retr-" + messages, "all, one at a time" + box, Work.RETR_ALL, 1, messages, 1, true);
            pop3("pop3-pipe-" + messages, "all, 32 pipelined" + box, Work.RETR_ALL, 1, messages, WINDOW, true);
        }
        pop3("pop3-users-50", "50 users download 200 each, one at a time", Work.RETR_ALL, 50, 200, 1, true);
        pop3("pop3-users-50-pipe", "50 users download 200 each, 32 pipelined", Work.RETR_ALL, 50, 200, WINDOW, true);
        pop3("pop3-users-50-stat", "50 users log in, STAT, QUIT", Work.STAT, 50, 200, 1, true);
    }

    private void pop3(String name, String about, Work work, int users, long messages, int window, boolean again) {
        cases.add(new Pop3Case(name, about, work, users, messages, window, again, bounds));
    }

    private void resources(Peers peers) {
        for (int connections : List.of(1_000, 5_000, 10_000)) {
            cases.add(new IdleCase(
                    "idle-" + connections, connections + " SMTP connections, greeted and silent", connections, bounds));
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
