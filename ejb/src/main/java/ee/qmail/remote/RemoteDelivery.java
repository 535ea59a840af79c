package ee.qmail.remote;

import ee.qmail.control.SmtpRoute;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.remote.RemoteConversation.UnreadableBodyException;
import ee.qmail.smtp.BodyTraits;
import ee.qmail.smtp.SmtpClientSession;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayList;
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

    /** Sessions for recipients that were too many for the first; each has taken some, most servers take 100 or more. */
    private static final int MORE_SESSIONS = 20;

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
     * @param wireSize octets of the body with CRLF line ends
     * @return one report for each recipient, in their order
     */
    public List<DeliveryReport> deliver(String host, Envelope envelope, Body body, long wireSize) {
        try {
            return new Attempt(settings.get(), envelope, body, wireSize).deliver(host);
        } catch (NoExchangerException e) {
            LOG.log(Level.FINE, e, () -> "no host for " + host);
            return all(envelope, e.report());
        } catch (UnreadableBodyException e) {
            LOG.log(Level.WARNING, "message to " + host + " cannot be read", e);
            return all(envelope, DeliveryReport.of("", Reason.UNREADABLE));
        }
    }

    private static List<DeliveryReport> all(Envelope envelope, DeliveryReport report) {
        return envelope.recipients().stream().map(report::to).toList();
    }

    private final class Attempt {
        private final RemoteSettings now;
        private final Envelope envelope;
        private final Body body;
        private final long wireSize;
        private final Deadline deadline;
        /** Not put off by what a session is given for its text: each of many would have that again. */
        private final Deadline moreSessions;

        private BodyTraits traits;

        Attempt(RemoteSettings now, Envelope envelope, Body body, long wireSize) {
            this.now = now;
            this.envelope = envelope;
            this.body = body;
            this.wireSize = wireSize;
            Duration patience = now.patience(envelope.recipients().size());
            this.deadline = Deadline.in(patience, now.timeoutTotal(), System::nanoTime);
            this.moreSessions = Deadline.in(patience);
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

        List<DeliveryReport> deliver(String host) throws NoExchangerException, UnreadableBodyException {
            Optional<SmtpRoute> relay = now.routes().apply(host);
            List<InetAddress> addresses =
                    relay.isPresent() ? exchangers.ofRelay(relay.get().relay()) : exchangers.of(host);
            return tryEach(addresses, relay.map(SmtpRoute::port).orElse(now.port()));
        }

        /**
         * A host that does not come to the point of looking at the mail makes way for the next one. What it says is
         * said for good only if all say so: another one may be back tomorrow.
         */
        private List<DeliveryReport> tryEach(List<InetAddress> addresses, int port) throws UnreadableBodyException {
            List<DeliveryReport> forNow = all(envelope, DeliveryReport.of("", Reason.NO_CONNECTION));
            List<DeliveryReport> forGood = null;
            boolean allForGood = true;
            for (InetAddress address : addresses) {
                Optional<SmtpClientSession> session = tcpTo.isSkipped(address) || deadline.isOver()
                        ? Optional.empty()
                        : talk(address, port, envelope);
                if (session.isPresent() && !session.get().isNextHost()) {
                    return withTheRest(session.get(), address, port);
                }
                List<DeliveryReport> said =
                        session.map(SmtpClientSession::reports).orElse(null);
                if (said != null && said.get(0).outcome() == Outcome.FAILURE) {
                    forGood = said;
                } else {
                    allForGood = false;
                    forNow = said == null ? forNow : said;
                }
            }
            return allForGood && forGood != null ? forGood : forNow;
        }

        /**
         * Sends the message to recipients that were one too many, in further sessions, as long as each session takes
         * some (RFC 5321 4.5.3.1.10).
         */
        private List<DeliveryReport> withTheRest(SmtpClientSession first, InetAddress address, int port) {
            List<DeliveryReport> reports = new ArrayList<>(first.reports());
            try {
                sendToTheRest(first, reports, address, port);
            } catch (UnreadableBodyException e) {
                LOG.log(
                        Level.WARNING,
                        "the rest of the recipients at " + address + " wait: the message cannot be read",
                        e);
            }
            return reports;
        }

        private void sendToTheRest(SmtpClientSession first, List<DeliveryReport> reports, InetAddress address, int port)
                throws UnreadableBodyException {
            List<Integer> left = first.tooMany();
            for (int more = 0; more < MORE_SESSIONS && !left.isEmpty() && !moreSessions.isOver(); more++) {
                List<Integer> rest = left;
                List<String> recipients =
                        rest.stream().map(envelope.recipients()::get).toList();
                Optional<SmtpClientSession> session = talk(address, port, envelope.to(recipients));
                if (session.isEmpty() || session.get().isNextHost()) {
                    return;
                }
                for (int i = 0; i < rest.size(); i++) {
                    reports.set(rest.get(i), session.get().reports().get(i));
                }
                left = session.get().tooMany().stream().map(rest::get).toList();
            }
        }

        /** Empty if there is no connection. */
        private Optional<SmtpClientSession> talk(InetAddress address, int port, Envelope to)
                throws UnreadableBodyException {
            Optional<RemoteConnection> opened = connect(address, port);
            if (opened.isEmpty()) {
                return Optional.empty();
            }
            try (RemoteConnection connection = opened.get()) {
                return Optional.of(talk(connection, address.getHostAddress(), to));
            }
        }

        /**
         * Only time-outs tell of a dead host: one that refuses is alive (TO-1), an unreachable network says nothing.
         */
        private Optional<RemoteConnection> connect(InetAddress address, int port) {
            try {
                RemoteConnection connection = RemoteConnection.open(
                        new InetSocketAddress(address, port), now.timeoutConnect(), now.timeoutRemote(), deadline);
                tcpTo.answered(address);
                return Optional.of(connection);
            } catch (SocketTimeoutException e) {
                if (!deadline.isOver()) {
                    tcpTo.timedOut(address); // else the time of this delivery ran out
                }
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

        private SmtpClientSession talk(RemoteConnection connection, String ip, Envelope to)
                throws UnreadableBodyException {
            var session = new SmtpClientSession(now.heloHost(), ip, to, traits());
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
                // the answers of the other server so far count: it may have taken the message
                LOG.log(Level.WARNING, e, () -> ip + ": unexpected trouble in the conversation");
                session.connectionLost();
            }
            return session;
        }
    }
}
