package ee.qmail.remote;

import ee.qmail.control.SmtpRoute;
import ee.qmail.mail.Body;
import ee.qmail.mail.Envelope;
import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.Outcome;
import ee.qmail.remote.RemoteConversation.UnreadableBodyException;
import ee.qmail.smtp.BodyTraits;
import ee.qmail.smtp.SmtpClientSession;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * qmail-remote: one attempt to deliver a message to recipients at one domain. Blocks until it is over. Safe for use by
 * several threads.
 */
public final class RemoteDelivery {
    private static final Logger LOG = Logger.getLogger(RemoteDelivery.class.getName());
    private static final String NO_CONNECTION = "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)";
    private static final String UNREADABLE = "Unable to read message. (#4.3.0)";

    private final Supplier<RemoteSettings> settings;
    private final MailExchangers exchangers;
    private final TcpTo tcpTo;

    /** @param settings asked once for each delivery */
    public RemoteDelivery(Supplier<RemoteSettings> settings, MailExchangers exchangers, TcpTo tcpTo) {
        this.settings = settings;
        this.exchangers = exchangers;
        this.tcpTo = tcpTo;
    }

    /**
     * Tries the hosts of a domain until one of them has taken or refused the message.
     *
     * @param host domain of the recipients, or an address literal
     * @return one report for each recipient, in their order
     */
    public List<DeliveryReport> deliver(String host, Envelope envelope, Body body) {
        try {
            return new Attempt(settings.get(), envelope, body).deliver(host);
        } catch (NoExchangerException e) {
            LOG.log(Level.FINE, e, () -> "no host for " + host);
            return all(envelope, e.outcome(), e.getMessage());
        } catch (UnreadableBodyException e) {
            LOG.log(Level.WARNING, "message to " + host + " cannot be read", e);
            return all(envelope, Outcome.DEFERRAL, UNREADABLE);
        }
    }

    private static List<DeliveryReport> all(Envelope envelope, Outcome outcome, String text) {
        return envelope.recipients().stream()
                .map(recipient -> new DeliveryReport(recipient, outcome, text))
                .toList();
    }

    private final class Attempt {
        private final RemoteSettings now;
        private final Envelope envelope;
        private final Body body;
        private final BodyTraits traits;
        private final Deadline deadline;

        Attempt(RemoteSettings now, Envelope envelope, Body body) throws UnreadableBodyException {
            this.now = now;
            this.envelope = envelope;
            this.body = body;
            this.deadline = Deadline.in(now.timeoutTotal());
            try {
                this.traits = BodyTraits.of(body);
            } catch (IOException e) {
                throw new UnreadableBodyException(e);
            }
        }

        List<DeliveryReport> deliver(String host) throws NoExchangerException, UnreadableBodyException {
            Optional<SmtpRoute> relay = now.routes().apply(host);
            List<InetAddress> addresses =
                    relay.isPresent() ? exchangers.ofRelay(relay.get().relay()) : exchangers.of(host);
            return tryEach(addresses, relay.map(SmtpRoute::port).orElse(now.port()));
        }

        private List<DeliveryReport> tryEach(List<InetAddress> addresses, int port) throws UnreadableBodyException {
            List<DeliveryReport> last = all(envelope, Outcome.DEFERRAL, NO_CONNECTION);
            for (InetAddress address : addresses) {
                if (deadline.isOver()) {
                    return last;
                }
                Optional<SmtpClientSession> session = tcpTo.isSkipped(address) ? Optional.empty() : talk(address, port);
                if (session.isPresent()) {
                    last = session.get().reports();
                    if (!session.get().isNextHost()) {
                        return last;
                    }
                }
            }
            return last;
        }

        /** Empty if there is no connection. */
        private Optional<SmtpClientSession> talk(InetAddress address, int port) throws UnreadableBodyException {
            Optional<RemoteConnection> opened = connect(address, port);
            if (opened.isEmpty()) {
                return Optional.empty();
            }
            try (RemoteConnection connection = opened.get()) {
                return Optional.of(talk(connection, address.getHostAddress()));
            }
        }

        /** Only time-outs tell of a dead host: who refuses is alive (TO-1), an unreachable network says nothing. */
        private Optional<RemoteConnection> connect(InetAddress address, int port) {
            try {
                RemoteConnection connection = RemoteConnection.open(
                        new InetSocketAddress(address, port), now.timeoutConnect(), now.timeoutRemote(), deadline);
                tcpTo.answered(address);
                return Optional.of(connection);
            } catch (SocketTimeoutException e) {
                tcpTo.timedOut(address);
                noConnection(address, port, e);
            } catch (ConnectException e) {
                tcpTo.answered(address);
                noConnection(address, port, e);
            } catch (IOException | UnsupportedAddressTypeException e) {
                noConnection(address, port, e);
            }
            return Optional.empty();
        }

        private void noConnection(InetAddress address, int port, Exception cause) {
            LOG.log(Level.FINE, cause, () -> "no connection to " + address + " port " + port);
        }

        private SmtpClientSession talk(RemoteConnection connection, String ip) throws UnreadableBodyException {
            var session = new SmtpClientSession(now.heloHost(), ip, envelope, traits);
            var conversation = new RemoteConversation(session, connection, body);
            try {
                conversation.run();
                conversation.quit();
            } catch (UnreadableBodyException e) {
                throw e;
            } catch (IOException e) {
                LOG.log(Level.FINE, e, () -> ip + ": connection broken");
                session.connectionLost();
            } catch (RuntimeException | Error e) {
                // what the other server has answered so far counts: it may have taken the message
                LOG.log(Level.WARNING, e, () -> ip + ": unexpected trouble in the conversation");
                session.connectionLost();
            }
            return session;
        }
    }
}
