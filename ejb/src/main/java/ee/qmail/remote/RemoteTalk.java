package ee.qmail.remote;

import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import ee.qmail.message.Reason;
import ee.qmail.remote.RemoteConversation.UnreadableBodyException;
import ee.qmail.smtp.BodyTraits;
import ee.qmail.smtp.SmtpClientSession;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/** The talks with servers about one message, each on a connection that was kept from an earlier message or on a new one. */
final class RemoteTalk {
    private static final Logger LOG = Logger.getLogger(RemoteTalk.class.getName());
    /** A handshake is two round trips and a few milliseconds of work. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(60);

    private final RemoteTools tools;
    private final RemoteSettings now;
    private final Body body;
    private final long wireSize;
    private final Deadline deadline;
    private BodyTraits traits;

    RemoteTalk(RemoteTools tools, RemoteSettings now, Body body, long wireSize, Deadline deadline) {
        this.tools = tools;
        this.now = now;
        this.body = body;
        this.wireSize = wireSize;
        this.deadline = deadline;
    }

    /** Found when there is a connection: an attempt at a dead destination does not read the body. */
    private BodyTraits traits() throws UnreadableBodyException {
        if (traits == null) {
            try {
                traits = BodyTraits.of(body, wireSize);
            } catch (IOException e) {
                throw new UnreadableBodyException(e);
            }
        }
        return traits;
    }

    /** On a kept connection if there is one; if it turns out to be of no use, a new one is made at once. Empty if there is none. */
    Optional<SmtpClientSession> with(RemoteHost host, Envelope to) throws UnreadableBodyException {
        Optional<KeptConnections.Kept> kept = tools.connections().take(key(host));
        if (kept.isPresent()) {
            SmtpClientSession session = onKept(kept.get(), host, to);
            if (!session.isStale()) {
                return Optional.of(session);
            }
            LOG.log(Level.FINE, "{0}: the kept connection is of no use", host.ip());
        }
        return onNew(host, to);
    }

    /** On a new connection. Empty if there is none. */
    Optional<SmtpClientSession> onNew(RemoteHost host, Envelope to) throws UnreadableBodyException {
        Optional<RemoteConnection> connection = connect(host);
        if (connection.isEmpty()) {
            return Optional.empty();
        }
        try {
            long opened = tools.connections().time();
            var session = new SmtpClientSession(now.heloHost(), host.ip(), to, traits(), host.security());
            converse(session, connection.get(), host, opened, host.isImplicitTls());
            remember(session, host);
            return Optional.of(session);
        } catch (UnreadableBodyException | RuntimeException | Error e) {
            connection.get().close();
            throw e;
        }
    }

    private SmtpClientSession onKept(KeptConnections.Kept kept, RemoteHost host, Envelope to)
            throws UnreadableBodyException {
        try {
            kept.connection().use(now.timeoutRemote(), deadline);
            SmtpClientSession session = kept.last().next(to, traits());
            converse(session, kept.connection(), host, kept.opened(), false);
            return session;
        } catch (UnreadableBodyException | RuntimeException | Error e) {
            kept.connection().close();
            throw e;
        }
    }

    private KeptConnections.Key key(RemoteHost host) {
        return new KeptConnections.Key(
                host.address(), host.exchanger().host(), host.policy(), host.login(), now.heloHost());
    }

    /** Only time-outs tell of a dead host: one that refuses is alive (TO-1), an unreachable network says nothing. */
    private Optional<RemoteConnection> connect(RemoteHost host) {
        try {
            RemoteConnection connection =
                    RemoteConnection.open(host.address(), now.timeoutConnect(), now.timeoutRemote(), deadline);
            tools.tcpTo().answered(host.exchanger().address());
            return Optional.of(connection);
        } catch (SocketTimeoutException e) {
            if (!deadline.isOver()) {
                tools.tcpTo().timedOut(host.exchanger().address()); // else the time of this delivery ran out
            }
            noConnection(host, e);
        } catch (ConnectException e) {
            tools.tcpTo().answered(host.exchanger().address());
            noConnection(host, e);
        } catch (IOException | UnsupportedAddressTypeException e) {
            noConnection(host, e);
        }
        return Optional.empty();
    }

    private static void noConnection(RemoteHost host, Exception cause) {
        LOG.log(Level.FINE, cause, () -> "no connection to " + host.address());
    }

    /** Afterwards the connection is kept or closed. */
    private void converse(
            SmtpClientSession session, RemoteConnection connection, RemoteHost host, long opened, boolean implicitTls)
            throws UnreadableBodyException {
        var conversation = new RemoteConversation(session, connection, body, implicitTls, wire -> startTls(wire, host));
        try {
            conversation.run();
        } catch (UnreadableBodyException e) {
            throw e;
        } catch (IOException e) {
            LOG.log(Level.FINE, e, () -> host.ip() + ": connection broken");
            session.connectionLost();
        } catch (RuntimeException | Error e) {
            // the answers of the other server so far count: it may have taken the message
            LOG.log(Level.WARNING, e, () -> host.ip() + ": unexpected trouble in the conversation");
            session.connectionLost();
        }
        if (session.isReusable()) {
            tools.connections().keep(key(host), connection, session, opened);
        } else {
            conversation.quit();
        }
    }

    private String startTls(RemoteConnection connection, RemoteHost host) throws IOException {
        SSLEngine engine = tools.tls().engine(host.exchanger().host(), host.port(), host.policy());
        SSLSession session = connection.startTls(engine, HANDSHAKE);
        return session.getProtocol() + ", " + session.getCipherSuite() + ", "
                + host.policy().label();
    }

    private void remember(SmtpClientSession session, RemoteHost host) {
        if (session.isEncrypted()) {
            tools.tlsFailures().succeeded(host.exchanger().address());
        }
        if (host.login() == null) {
            return;
        }
        if (session.isMailShown()) {
            tools.refusedLogins().accepted(host.relay());
        } else if (session.reports().get(0).reason() == Reason.LOGIN_REFUSED) {
            String said = session.reports().get(0).detail();
            tools.refusedLogins().refused(host.relay(), said);
            LOG.log(Level.WARNING, "{0}:{1} refuses our log-in, and mail for it waits: {2}", new Object[] {
                host.relay().relay(), Integer.toString(host.port()), said.replaceAll("\\p{Cntrl}+", " ")
            });
        }
    }
}
