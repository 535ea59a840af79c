package ee.qmail.bench.cases;

import ee.qmail.bench.load.JmsLoad;
import ee.qmail.bench.load.SmtpResult;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import ee.qmail.bench.peer.Population;
import java.util.List;

/** Mail that applications inject by JMS, measured to the last file in a Maildir. */
record JmsCase(String name, String about, int sessions, long messages, int size, Bounds bounds) implements Case {
    private static final List<String> USER = Population.receivers(1);

    @Override
    public Ability needs() {
        return Ability.JMS;
    }

    @Override
    public void prepare(Peer peer) {
        peer.mail().clear(USER);
    }

    @Override
    public boolean countsSyncs() {
        return true;
    }

    @Override
    public Outcome measure(Peer peer) {
        SmtpResult sent = JmsLoad.run(
                peer.jms(),
                JmsLoad.Form.RAW,
                sessions,
                bounds.count(messages),
                bounds.limit(),
                size,
                Population.address(USER.get(0)));
        long end = MailCase.awaitDelivery(peer, name, USER, sent.accepted());
        return Outcome.of(sent.accepted(), Metric.DELIVERED, MailCase.perSecond(sent.accepted(), end - sent.started()))
                .and(Metric.ACCEPTED, sent.perSecond());
    }

    @Override
    public void cleanUp(Peer peer) {
        peer.mail().clear(USER);
    }
}
