package ee.qmail.remote;

import ee.qmail.control.SmtpRoute;
import ee.qmail.control.TlsLevel;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.remote.RemoteConversation.UnreadableBodyException;
import ee.qmail.smtp.SmtpClientSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One attempt at one message: the hosts in their order, until one of them has seen it. */
final class RemoteAttempt {
    private static final Logger LOG = Logger.getLogger(RemoteAttempt.class.getName());
    /** Sessions for recipients that were too many for the first; each has taken some, most servers take 100 or more. */
    private static final int MORE_SESSIONS = 20;
    /** With these a host offers TLS that does not come about; octets in between are no such failure, but an attack. */
    private static final Set<Reason> TLS_FAILURES = EnumSet.of(Reason.TLS_FAILED, Reason.TLS_REFUSED);

    private final RemoteTools tools;
    private final RemoteSettings now;
    private final Envelope envelope;
    private final boolean triedBefore;
    private final Deadline deadline;
    /** Not put off by what a session is given for its text: each of many would have that again. */
    private final Deadline moreSessions;

    private final RemoteTalk talk;
    private List<DeliveryReport> forNow;
    private List<DeliveryReport> forGood;
    private boolean allForGood;

    RemoteAttempt(
            RemoteTools tools, RemoteSettings now, Envelope envelope, Body body, long wireSize, boolean triedBefore) {
        this.tools = tools;
        this.now = now;
        this.envelope = envelope;
        this.triedBefore = triedBefore;
        Duration patience = now.patience(envelope.recipients().size());
        this.deadline = Deadline.in(patience, now.timeoutTotal(), System::nanoTime);
        this.moreSessions = Deadline.in(patience);
        this.talk = new RemoteTalk(tools, now, body, wireSize, deadline);
        forget();
    }

    private List<DeliveryReport> all(DeliveryReport report) {
        return envelope.recipients().stream().map(report::to).toList();
    }

    List<DeliveryReport> deliver(String domain, MailExchangers exchangers)
            throws NoExchangerException, UnreadableBodyException {
        Optional<SmtpRoute> relay = now.relay(envelope.sender(), domain);
        boolean login = relay.map(SmtpRoute::credentials).isPresent();
        if (login && tools.refusedLogins().isPaused(relay.get())) {
            return all(DeliveryReport.of("", Reason.LOGIN_PAUSED, relay.get().relay()));
        }
        List<Exchanger> found =
                relay.isPresent() ? exchangers.ofRelay(relay.get().relay()) : exchangers.of(domain);
        int port = relay.map(SmtpRoute::port).orElse(now.port());
        Optional<TlsLevel> stated = now.tlsLevel(domain, relay);
        return tryAsTagged(found.stream()
                .map(each -> new RemoteHost(
                        each, port, relay.orElse(null), tools.rules().of(each.host(), stated, login)))
                .toList());
    }

    /**
     * With REQUIRETLS only hosts that do as it says (RFC 8689 4.2.1). What has no return path goes as usual if there is none: it is not to be lost because of that (RFC
     * 8689 5).
     */
    private List<DeliveryReport> tryAsTagged(List<RemoteHost> hosts) throws UnreadableBodyException {
        if (!envelope.isTlsRequired()) {
            return tryEach(envelope.isTlsWaived() ? map(hosts, RemoteHost::waived) : hosts)
                    .orElseGet(this::said);
        }
        Optional<List<DeliveryReport>> seen = tryEach(map(hosts, RemoteHost::required));
        if (seen.isEmpty() && isSaidForGood() && envelope.hasNoReturnPath()) {
            forget();
            seen = tryEach(hosts);
        }
        return seen.orElseGet(this::said);
    }

    private static List<RemoteHost> map(List<RemoteHost> hosts, UnaryOperator<RemoteHost> policy) {
        return hosts.stream().map(policy).toList();
    }

    /**
     * A host that does not come to the point of looking at the mail makes way for the next one. What it says is said for good only if all say
     * so: another one may be back tomorrow. Where TLS fails, all other hosts come first, and then clear text, if the message has waited for
     * it (RTLS-2).
     *
     * @return empty if none has seen the mail
     */
    private Optional<List<DeliveryReport>> tryEach(List<RemoteHost> hosts) throws UnreadableBodyException {
        List<RemoteHost> inClear = new ArrayList<>();
        for (RemoteHost host : hosts) {
            RemoteHost used = usual(host);
            Optional<SmtpClientSession> session = isLeftOut(host) ? Optional.empty() : talk.with(used, envelope);
            if (hasSeenTheMail(session)) {
                return Optional.of(withTheRest(session.get(), used));
            }
            note(session);
            if (session.isPresent() && host.mayGoInClear() && hasTlsFailed(session.get(), host) && triedBefore) {
                inClear.add(host.inClear());
            }
        }
        for (RemoteHost host : inClear) {
            goInClear(host);
            Optional<SmtpClientSession> session = deadline.isOver() ? Optional.empty() : talk.with(host, envelope);
            if (hasSeenTheMail(session)) {
                return Optional.of(withTheRest(session.get(), host));
            }
            note(session);
        }
        return Optional.empty();
    }

    private boolean isSaidForGood() {
        return allForGood && forGood != null;
    }

    private List<DeliveryReport> said() {
        return isSaidForGood() ? forGood : forNow;
    }

    private void forget() {
        forGood = null;
        allForGood = true;
        forNow = all(DeliveryReport.of("", Reason.NO_CONNECTION));
    }

    private boolean isLeftOut(RemoteHost host) {
        return tools.tcpTo().isSkipped(host.exchanger().address()) || deadline.isOver();
    }

    private RemoteHost usual(RemoteHost host) {
        return host.mayGoInClear()
                        && tools.tlsFailures().isInClear(host.exchanger().address())
                ? host.inClear()
                : host;
    }

    /** @return whether it has failed for so long that it is no passing disturbance */
    private boolean hasTlsFailed(SmtpClientSession session, RemoteHost host) {
        return TLS_FAILURES.contains(session.reports().get(0).reason())
                && tools.tlsFailures().failed(host.exchanger().address());
    }

    private void goInClear(RemoteHost host) {
        LOG.log(Level.WARNING, "mail goes to {0} ({1}) in clear for an hour: TLS has failed there again", new Object[] {
            host.exchanger().host(), host.ip()
        });
        tools.tlsFailures().goInClear(host.exchanger().address());
    }

    private static boolean hasSeenTheMail(Optional<SmtpClientSession> session) {
        return session.isPresent() && !session.get().isNextHost();
    }

    /** Keeps what a host has said that makes way for others; empty if there was no connection. */
    private void note(Optional<SmtpClientSession> session) {
        List<DeliveryReport> said = session.map(SmtpClientSession::reports).orElse(null);
        if (said != null && said.get(0).outcome() == Outcome.FAILURE) {
            forGood = said;
        } else {
            allForGood = false;
            forNow = said == null ? forNow : said;
        }
    }

    /**
     * Sends the message to recipients that were one too many, in further sessions, as long as each session takes some
     * (RFC 5321 4.5.3.1.10).
     */
    private List<DeliveryReport> withTheRest(SmtpClientSession first, RemoteHost host) {
        List<DeliveryReport> reports = new ArrayList<>(first.reports());
        try {
            sendToTheRest(first, reports, host);
        } catch (UnreadableBodyException e) {
            LOG.log(
                    Level.WARNING,
                    "the rest of the recipients at " + host.ip() + " wait: the message cannot be read",
                    e);
        }
        return reports;
    }

    /** On new connections: the number may be that of a connection. */
    private void sendToTheRest(SmtpClientSession first, List<DeliveryReport> reports, RemoteHost host)
            throws UnreadableBodyException {
        List<Integer> left = first.tooMany();
        for (int more = 0; more < MORE_SESSIONS && !left.isEmpty() && !moreSessions.isOver(); more++) {
            List<Integer> rest = left;
            List<String> recipients =
                    rest.stream().map(envelope.recipients()::get).toList();
            Optional<SmtpClientSession> session = talk.onNew(host, envelope.to(recipients));
            if (!hasSeenTheMail(session)) {
                return;
            }
            for (int i = 0; i < rest.size(); i++) {
                reports.set(rest.get(i), session.get().reports().get(i));
            }
            left = session.get().tooMany().stream().map(rest::get).toList();
        }
    }
}
