package ee.qmail.bench.cases;

import ee.qmail.bench.load.ClientTls;
import ee.qmail.bench.load.VisitJob;
import ee.qmail.bench.load.VisitLoad;
import ee.qmail.bench.load.VisitResult;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import ee.qmail.bench.peer.Population;
import java.util.List;

/**
 * Connections that shake hands, maybe log in, and leave: one after the other in each session.
 *
 * @param first whether each user logs in for the first time since the password was set
 */
record VisitCase(
        String name,
        String about,
        Access access,
        VisitJob.Login login,
        boolean first,
        int sessions,
        long visits,
        Bounds bounds)
        implements Case {
    @Override
    public Ability needs() {
        if (login == VisitJob.Login.NONE) {
            return access.needs();
        }
        return first ? Ability.FIRST_LOGIN : Ability.LOGIN;
    }

    /** Whoever keeps verified passwords has them all, or none. */
    @Override
    public void prepare(Peer peer) {
        peer.mail().clear(first || login != VisitJob.Login.NONE ? readers() : List.of());
        if (first) {
            peer.forgetLogins();
        } else if (login != VisitJob.Login.NONE) {
            run(peer, Population.READERS);
        }
    }

    private static List<String> readers() {
        return Population.readers(Population.READERS);
    }

    @Override
    public Outcome measure(Peer peer) {
        return run(peer, first ? Population.READERS : bounds.count(visits));
    }

    private Outcome run(Peer peer, long most) {
        try (ClientTls tls = access.tls()) {
            VisitResult result = VisitLoad.run(new VisitJob(
                    access.server(peer),
                    tls,
                    login,
                    sessions,
                    most,
                    bounds.limit(),
                    readers().stream().map(Population::address).toList(),
                    Population.PASSWORD));
            Metric main = login == VisitJob.Login.NONE ? Metric.HANDSHAKES : Metric.LOGINS;
            Outcome outcome = Outcome.of(result.visits(), main, result.perSecond());
            return Access.with(outcome, tls).and(Metric.REFUSED, result.refused());
        }
    }
}
