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

    /** For a message with REQUIRETLS. */
    RemoteHost required() {
        return new RemoteHost(exchanger, port, relay, policy.required());
    }

    /** For a message with {@code TLS-Required: No}. How mail gets to a relay is not the sender's matter: it is one of this server's own. */
    RemoteHost waived() {
        return relay == null ? new RemoteHost(exchanger, port, null, policy.waived()) : this;
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
        StartTls startTls = startTls();
        return login() == null
                ? new ClientSecurity(startTls)
                : new ClientSecurity(startTls, login().user(), login().password());
    }

    private StartTls startTls() {
        if (policy.requireTls()) {
            return StartTls.REQUIRETLS;
        }
        return switch (policy.level()) {
            case NONE -> StartTls.NEVER;
            case MAY -> StartTls.IF_OFFERED;
            case ENCRYPT, VERIFY -> StartTls.DEMANDED;
        };
    }

    /** Tells whether mail may go in clear where TLS fails: it rather waits than tells a password, or leaves a port that knows nothing but TLS. */
    boolean mayGoInClear() {
        return policy.level() == TlsLevel.MAY && login() == null && !isImplicitTls();
    }
}
