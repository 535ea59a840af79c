package ee.qmail.rar.smtp;

import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Load;
import ee.qmail.contract.Peer;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpListener;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.message.DeliveryReport;
import ee.qmail.rar.listener.Connections;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.FairExecutor;
import ee.qmail.rar.listener.GroupCommit;
import ee.qmail.rar.listener.Listener;
import ee.qmail.rar.listener.Workers;
import io.netty.channel.ChannelHandler;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Optional;

/** The common part of all SMTP connections of one endpoint: the bean, the workers, the batches of accepted messages. */
public final class SmtpService implements AutoCloseable {
    /**
     * Questions that wait for the bean at a time; with those of committers and event loops no more than it has
     * endpoints.
     */
    private static final int LANE =
            Endpoints.MAX - GroupCommit.COMMITTERS - Listener.EVENT_LOOPS - SmtpService.APPLICATIONS;

    /** Messages at a time that applications are asked about: a slow one holds up nobody else. */
    public static final int APPLICATIONS = 6;

    private final Endpoints<SmtpListener> endpoints;
    private final FairExecutor lane;
    private final FairExecutor applications;
    private final Path spool;
    private final GroupCommit commits;
    private final Method connected;
    private final Method connectedAtOnce;
    private final Method deliver;
    private final Method recipient;
    private final Method recipientAtOnce;

    public SmtpService(Endpoints<SmtpListener> endpoints, Workers workers, Path spool) {
        this.endpoints = endpoints;
        this.lane = new FairExecutor(LANE, workers);
        this.spool = spool;
        this.applications = new FairExecutor(APPLICATIONS, workers);
        this.commits = new GroupCommit(endpoints, workers);
        this.connected = endpoints.method("connected", Peer.class, Load.class);
        this.connectedAtOnce = endpoints.method("connectedAtOnce", Peer.class, Load.class);
        this.deliver = endpoints.method("deliver", InboundMessage.class);
        this.recipient = endpoints.method("recipient", Peer.class, SmtpPolicy.class, String.class, String.class);
        this.recipientAtOnce =
                endpoints.method("recipientAtOnce", Peer.class, SmtpPolicy.class, String.class, String.class);
    }

    public ChannelHandler handler(Connections connections) {
        return new SmtpHandler(this, lane, connections);
    }

    FairExecutor applications() {
        return applications;
    }

    Path spool() {
        return spool;
    }

    SmtpPolicy connected(Peer peer, Load load) throws Endpoints.DeliveryException {
        return endpoints.call(connected, listener -> listener.connected(peer, load));
    }

    Optional<SmtpPolicy> connectedAtOnce(Peer peer, Load load) throws Endpoints.DeliveryException {
        return endpoints.callAtOnce(connectedAtOnce, listener -> listener.connectedAtOnce(peer, load));
    }

    RecipientVerdict recipient(Peer peer, SmtpPolicy policy, String from, String to)
            throws Endpoints.DeliveryException {
        return endpoints.call(recipient, listener -> listener.recipient(peer, policy, from, to));
    }

    Optional<RecipientVerdict> recipientAtOnce(Peer peer, SmtpPolicy policy, String from, String to)
            throws Endpoints.DeliveryException {
        return endpoints.callAtOnce(recipientAtOnce, listener -> listener.recipientAtOnce(peer, policy, from, to));
    }

    void accept(InboundMessage message, GroupCommit.Answer answer) {
        commits.submit(message, answer);
    }

    /** Waits for as long as the application takes. */
    DeliveryReport deliver(InboundMessage message) throws Endpoints.DeliveryException {
        return endpoints.call(deliver, listener -> listener.deliver(message));
    }

    @Override
    public void close() {
        endpoints.close();
    }
}
