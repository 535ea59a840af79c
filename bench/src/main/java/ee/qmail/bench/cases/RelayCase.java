package ee.qmail.bench.cases;

import ee.qmail.bench.Await;
import ee.qmail.bench.BenchException;
import ee.qmail.bench.load.Entrance;
import ee.qmail.bench.load.SmtpJob;
import ee.qmail.bench.load.SmtpLoad;
import ee.qmail.bench.load.SmtpResult;
import ee.qmail.bench.load.SmtpSink;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import ee.qmail.bench.peer.Population;
import java.time.Duration;
import java.util.List;

/** Mail that is sent on to the sink, measured to the last message there. */
record RelayCase(String name, String about, int sessions, long messages, int size, SmtpSink sink, Bounds bounds)
        implements Case {
    private static final Duration DELIVERY = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(5);

    @Override
    public Ability needs() {
        return Ability.RELAY;
    }

    @Override
    public boolean countsSyncs() {
        return true;
    }

    @Override
    public Outcome measure(Peer peer) {
        long before = sink.received();
        List<String> recipient = List.of("user@" + Population.SINK);
        SmtpResult sent = SmtpLoad.run(new SmtpJob(
                peer.smtp(),
                sessions,
                bounds.count(messages),
                bounds.limit(),
                size,
                false,
                number -> recipient,
                Entrance.CLEAR));
        if (!Await.until(DELIVERY, PAUSE, () -> sink.received() - before >= sent.accepted())) {
            throw new BenchException(peer.name() + ", " + name + ": " + (sink.received() - before) + " of "
                    + sent.accepted() + " messages reached the sink in " + DELIVERY.toMinutes() + " minutes");
        }
        double relayed = MailCase.perSecond(sent.accepted(), System.nanoTime() - sent.started());
        return Outcome.of(sent.accepted(), Metric.DELIVERED, relayed)
                .and(Metric.ACCEPTED, sent.perSecond())
                .and(Metric.REFUSED, sent.refused());
    }
}
