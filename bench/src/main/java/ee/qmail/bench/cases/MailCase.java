package ee.qmail.bench.cases;

import ee.qmail.bench.Await;
import ee.qmail.bench.BenchException;
import ee.qmail.bench.load.ClientTls;
import ee.qmail.bench.load.Entrance;
import ee.qmail.bench.load.SmtpJob;
import ee.qmail.bench.load.SmtpLoad;
import ee.qmail.bench.load.SmtpResult;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import ee.qmail.bench.peer.Population;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Mail by SMTP, measured to the last 250 and to the last file in a Maildir. Delivery goes on while mail is accepted, as it
 * does in life.
 *
 * @param main the figure that counts
 * @param recipients per message, one mailbox each
 * @param mailboxes among which messages of one recipient are spread
 */
record MailCase(
        String name,
        String about,
        Metric main,
        int sessions,
        boolean reuse,
        long messages,
        int size,
        int recipients,
        int mailboxes,
        Access access,
        Bounds bounds)
        implements Case {
    private static final Duration DELIVERY = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final double MEGABYTE = 1e6;

    @Override
    public Ability needs() {
        return access.needs();
    }

    @Override
    public void prepare(Peer peer) {
        peer.mail().clear(users());
    }

    @Override
    public boolean countsSyncs() {
        return true;
    }

    @Override
    public Outcome measure(Peer peer) {
        try (ClientTls tls = access.tls()) {
            return Access.with(measure(peer, access.entrance(peer, sessions, tls)), tls);
        }
    }

    private Outcome measure(Peer peer, Entrance entrance) {
        SmtpResult sent = SmtpLoad.run(new SmtpJob(
                access.server(peer),
                sessions,
                bounds.count(messages),
                bounds.limit(),
                size,
                reuse,
                recipientsOf(),
                entrance));
        long deliveries = sent.accepted() * recipients;
        double delivered = perSecond(deliveries, awaitDelivery(peer, name, users(), deliveries) - sent.started());
        Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        figures.put(Metric.ACCEPTED, sent.perSecond());
        figures.put(Metric.DELIVERED, delivered);
        if (main == Metric.MEGABYTES) {
            figures.put(Metric.MEGABYTES, delivered * size / MEGABYTE);
        }
        figures.put(Metric.REFUSED, (double) sent.refused());
        Outcome outcome = Outcome.of(deliveries, main, figures.remove(main));
        for (Map.Entry<Metric, Double> figure : figures.entrySet()) {
            outcome = outcome.and(figure.getKey(), figure.getValue());
        }
        return outcome;
    }

    private LongFunction<List<String>> recipientsOf() {
        List<String> all = users().stream().map(Population::address).toList();
        return recipients > 1 ? number -> all : number -> List.of(all.get((int) (number % mailboxes)));
    }

    private List<String> users() {
        return Population.receivers(Math.max(recipients, mailboxes));
    }

    /** @return {@link System#nanoTime} when it was seen */
    static long awaitDelivery(Peer peer, String name, List<String> users, long deliveries) {
        AtomicLong seen = new AtomicLong();
        boolean done = Await.until(DELIVERY, PAUSE, () -> {
            seen.set(peer.mail().count(users));
            return seen.get() >= deliveries;
        });
        if (!done) {
            throw new BenchException(peer.name() + ", " + name + ": " + seen + " of " + deliveries
                    + " messages were delivered in " + DELIVERY.toMinutes() + " minutes");
        }
        return System.nanoTime();
    }

    static double perSecond(long count, long nanos) {
        return count * 1e9 / Math.max(1, nanos);
    }

    @Override
    public void cleanUp(Peer peer) {
        peer.mail().clear(users());
    }
}
