package ee.qmail.rar.smtp;

import ee.qmail.contract.Client;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Load;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpListener;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.contract.Submitted;
import ee.qmail.message.DeliveryReport;
import ee.qmail.rar.listener.Connections;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.GroupCommit;
import ee.qmail.rar.listener.Listener;
import ee.qmail.rar.listener.LoginQuestions;
import ee.qmail.rar.work.FairExecutor;
import ee.qmail.rar.work.Workers;
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
    private static final int LANE = Endpoints.MAX
            - GroupCommit.COMMITTERS
            - Listener.EVENT_LOOPS
            - SmtpService.APPLICATIONS
            - LoginQuestions.SLOW;

    /** Messages at a time that applications are asked about: a slow one holds up nobody else. */
    public static final int APPLICATIONS = 6;

    private final Endpoints<SmtpListener> endpoints;
    private final FairExecutor lane;
    private final FairExecutor applications;
    private final Path spool;
    private final GroupCommit commits;
    private final LoginQuestions logins;
    private final Method changed;
    private final Method complete;
    private final Method connected;
    private final Method connectedAtOnce;
    private final Method deliver;
    private final Method recipient;
    private final Method recipientAtOnce;
    private final Method refusal;

    public SmtpService(Endpoints<SmtpListener> endpoints, Workers workers, Path spool) {
        this.endpoints = endpoints;
        this.lane = new FairExecutor(LANE, workers);
        this.spool = spool;
        this.applications = new FairExecutor(APPLICATIONS, workers);
        this.commits = new GroupCommit(endpoints, workers);
        this.logins = new LoginQuestions(endpoints, workers);
        this.complete = endpoints.method("complete", Client.class, InboundMessage.class);
        this.changed = endpoints.method("changed", Client.class, SmtpPolicy.class);
        this.connected = endpoints.method("connected", Client.class, Load.class);
        this.connectedAtOnce = endpoints.method("connectedAtOnce", Client.class, Load.class);
        this.deliver = endpoints.method("deliver", InboundMessage.class);
        this.recipient =
                endpoints.method("recipient", Client.class, SmtpPolicy.class, String.class, String.class, long.class);
        this.recipientAtOnce = endpoints.method(
                "recipientAtOnce", Client.class, SmtpPolicy.class, String.class, String.class, long.class);
        this.refusal = endpoints.method("refusal", InboundMessage.class);
    }

    public ChannelHandler handler(Connections connections) {
        return new SmtpHandler(this, lane, connections);
    }

    LoginQuestions logins() {
        return logins;
    }

    FairExecutor applications() {
        return applications;
    }

    Path spool() {
        return spool;
    }

    SmtpPolicy connected(Client client, Load load) throws Endpoints.DeliveryException {
        return endpoints.call(connected, listener -> listener.connected(client, load));
    }

    SmtpPolicy changed(Client client, SmtpPolicy before) throws Endpoints.DeliveryException {
        return endpoints.call(changed, listener -> listener.changed(client, before));
    }

    Optional<SmtpPolicy> connectedAtOnce(Client client, Load load) throws Endpoints.DeliveryException {
        return endpoints.callAtOnce(connectedAtOnce, listener -> listener.connectedAtOnce(client, load));
    }

    RecipientVerdict recipient(Client client, SmtpPolicy policy, String from, String to, long size)
            throws Endpoints.DeliveryException {
        return endpoints.call(recipient, listener -> listener.recipient(client, policy, from, to, size));
    }

    Optional<RecipientVerdict> recipientAtOnce(Client client, SmtpPolicy policy, String from, String to, long size)
            throws Endpoints.DeliveryException {
        return endpoints.callAtOnce(
                recipientAtOnce, listener -> listener.recipientAtOnce(client, policy, from, to, size));
    }

    Optional<String> refusal(InboundMessage message) throws Endpoints.DeliveryException {
        return endpoints.call(refusal, listener -> listener.refusal(message));
    }

    Submitted complete(Client client, InboundMessage message) throws Endpoints.DeliveryException {
        return endpoints.call(complete, listener -> listener.complete(client, message));
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
