package ee.qmail.remote;

import ee.qmail.control.Credentials;
import ee.qmail.control.SmtpRoute;
import ee.qmail.control.TlsLevel;
import ee.qmail.remote.tls.HostPolicy;
import ee.qmail.smtp.ClientSecurity;
import ee.qmail.smtp.ClientSecurity.StartTls;
import java.net.InetSocketAddress;

/**
 * A server to talk to, at one of its addresses, and all that is known of it beforehand.
 *
 * @param relay null for a mail exchanger
 * @param policy in clear for an address where TLS has failed (RTLS-2)
 */
record RemoteHost(Exchanger exchanger, int port, SmtpRoute relay, HostPolicy policy) {
    RemoteHost inClear() {
        return new RemoteHost(exchanger, port, relay, HostPolicy.NONE);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(exchanger.address(), port);
    }

    String ip() {
        return exchanger.address().getHostAddress();
    }

    /** Null if there is to be no log-in. */
    Credentials login() {
        return relay == null ? null : relay.credentials();
    }

    boolean isImplicitTls() {
        return relay != null && relay.isImplicitTls();
    }

    ClientSecurity security() {
        StartTls startTls = policy.isDemanded()
                ? StartTls.DEMANDED
                : policy.level() == TlsLevel.MAY ? StartTls.IF_OFFERED : StartTls.NEVER;
        return login() == null
                ? new ClientSecurity(startTls)
                : new ClientSecurity(startTls, login().user(), login().password());
    }

    /** Tells whether mail may go in clear where TLS fails: it rather waits than tells a password, or leaves a port that knows nothing but TLS. */
    boolean mayGoInClear() {
        return policy.level() == TlsLevel.MAY && login() == null && !isImplicitTls();
    }
}
