package ee.qmail.bench.cases;

import ee.qmail.bench.load.ClientTls;
import ee.qmail.bench.load.Pop3Job;
import ee.qmail.bench.load.Pop3Load;
import ee.qmail.bench.load.Pop3Result;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import ee.qmail.bench.peer.Population;
import java.time.Duration;
import java.util.List;

/**
 * Mail that is read by POP3.
 *
 * @param users at once
 * @param messages in each mailbox
 * @param again whether the mailbox has been opened before, so that what a server remembers of it counts
 */
record Pop3Case(
        String name,
        String about,
        Pop3Job.Work work,
        int users,
        long messages,
        int window,
        boolean again,
        Access access,
        Bounds bounds)
        implements Case {
    private static final int SIZE = 4096;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Override
    public Ability needs() {
        return access.needs();
    }

    @Override
    public void prepare(Peer peer) {
        peer.mail().clear(readers());
        for (String user : readers()) {
            peer.mail().fill(user, (int) bounds.count(messages), SIZE);
        }
        if (again) {
            run(peer, Pop3Job.Work.LIST);
        }
    }

    @Override
    public Outcome measure(Peer peer) {
        Pop3Result result = run(peer, work);
        if (work != Pop3Job.Work.RETR_ALL) {
            return Outcome.of(result.sessions(), Metric.MILLIS, result.nanos() / 1e6 / result.sessions());
        }
        return Outcome.of(result.messages(), Metric.DOWNLOADED, MailCase.perSecond(result.messages(), result.nanos()));
    }

    private Pop3Result run(Peer peer, Pop3Job.Work what) {
        try (ClientTls tls = access.tls()) {
            return Pop3Load.run(job(peer, what, tls));
        }
    }

    private Pop3Job job(Peer peer, Pop3Job.Work what, ClientTls tls) {
        return new Pop3Job(
                access.server(peer),
                readers().stream().map(Population::address).toList(),
                Population.PASSWORD,
                what,
                window,
                LIMIT,
                tls);
    }

    private List<String> readers() {
        return Population.readers(users);
    }

    @Override
    public void cleanUp(Peer peer) {
        peer.mail().clear(readers());
    }
}
