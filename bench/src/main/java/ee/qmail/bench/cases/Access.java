package ee.qmail.bench.cases;

import ee.qmail.bench.load.ClientTls;
import ee.qmail.bench.load.Entrance;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import ee.qmail.bench.peer.Population;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;

/**
 * The way of a case into a peer.
 *
 * @param version of TLS, such as {@code TLSv1.3}; of no account in clear
 * @param resuming whether sessions of TLS are resumed
 */
record Access(Port port, String version, boolean resuming) {
    /** The ports of a peer. */
    enum Port {
        SMTP(Ability.SMTP, Peer::smtp, null),
        STARTTLS(Ability.STARTTLS, Peer::smtp, ClientTls.Begin.STARTTLS),
        SMTPS(Ability.SMTPS, Peer::smtps, ClientTls.Begin.AT_ONCE),
        POP3(Ability.POP3, Peer::pop3, null),
        POP3S(Ability.POP3S, Peer::pop3s, ClientTls.Begin.AT_ONCE);

        private final Ability ability;
        private final Function<Peer, InetSocketAddress> address;
        private final ClientTls.Begin begin;

        Port(Ability ability, Function<Peer, InetSocketAddress> address, ClientTls.Begin begin) {
            this.ability = ability;
            this.address = address;
            this.begin = begin;
        }

        private Ability needs() {
            return ability;
        }

        private InetSocketAddress of(Peer peer) {
            return address.apply(peer);
        }

        private ClientTls tls(String version, boolean resuming) {
            return begin == null ? null : new ClientTls(begin, version, resuming);
        }
    }

    static Access clear(Port port) {
        return new Access(port, "", false);
    }

    Ability needs() {
        return port.needs();
    }

    InetSocketAddress server(Peer peer) {
        return port.of(peer);
    }

    /** TLS of one run, which begins with no session to resume; null in clear. */
    ClientTls tls() {
        return port.tls(version, resuming);
    }

    /** For mail: where a port is for users alone they log in, once for each connection. */
    Entrance entrance(Peer peer, int sessions, ClientTls tls) {
        boolean logsIn = port == Port.SMTPS && peer.isSmtpsForUsers();
        List<String> users = Population.readers(Math.min(sessions, Population.READERS)).stream()
                .map(Population::address)
                .toList();
        return logsIn ? new Entrance(tls, users, Population.PASSWORD) : Entrance.by(tls);
    }

    /** Adds the part of the sessions that were resumed. */
    static Outcome with(Outcome outcome, ClientTls tls) {
        return tls == null ? outcome : outcome.and(Metric.RESUMED, tls.percentResumed());
    }
}
