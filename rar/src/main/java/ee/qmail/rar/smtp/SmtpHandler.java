package ee.qmail.rar.smtp;

import ee.qmail.contract.Client;
import ee.qmail.contract.Identity;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Load;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.Refusal;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.SpooledBody;
import ee.qmail.meter.Meter;
import ee.qmail.rar.listener.Connections;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.GroupCommit;
import ee.qmail.rar.listener.SessionHandler;
import ee.qmail.rar.work.FairExecutor;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.smtp.SmtpSession;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** One SMTP connection. */
final class SmtpHandler extends SessionHandler<SmtpSession, SmtpPolicy> implements SmtpSession.Shell {
    private static final byte[] UNAVAILABLE =
            "421 4.3.0 the service is not available, try again later\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final ByteBuf LAST_WORDS_KEPT = kept(UNAVAILABLE);

    /** Octets of a message kept in memory; what is larger goes to a file. */
    private static final int IN_MEMORY = 64 * 1024;

    private static final String ACCEPTED = "accepted";
    private static final String DEFERRED = "deferred";
    private static final String REFUSED = "refused";

    private final SmtpService service;

    SmtpHandler(SmtpService service, FairExecutor lane, Connections connections) {
        super(lane, connections, service.logins());
        this.service = service;
    }

    @Override
    protected SmtpPolicy connected(Client client, Load load) throws Endpoints.DeliveryException {
        return service.connected(client, load);
    }

    @Override
    protected Optional<SmtpPolicy> connectedAtOnce(Client client, Load load) throws Endpoints.DeliveryException {
        return service.connectedAtOnce(client, load);
    }

    @Override
    protected SmtpPolicy changed(Client client, SmtpPolicy before) throws Endpoints.DeliveryException {
        return service.changed(client, before);
    }

    @Override
    protected SmtpSession begin(Client client, SmtpPolicy decided, SaslOffer offer) {
        return new SmtpSession(client, decided, offer, Clock.systemUTC(), this);
    }

    @Override
    protected void secured(Client client, SmtpPolicy decided, SaslOffer offer) {
        session().secured(client, decided, offer);
    }

    @Override
    public void loggedIn(Identity identity) {
        identify(identity, rights -> session().authenticated(client(), rights));
    }

    @Override
    protected ByteBuf lastWords() {
        return LAST_WORDS_KEPT.duplicate();
    }

    @Override
    protected byte[] unavailable() {
        return UNAVAILABLE.clone();
    }

    @Override
    public SpooledBody newBody() {
        return new SpooledBody(service.spool(), IN_MEMORY);
    }

    @Override
    public void checkRecipient(String sender, String recipient, long size) {
        Optional<RecipientVerdict> verdict =
                atOnce(() -> service.recipientAtOnce(client(), policy(), sender, recipient, size));
        if (verdict.isPresent()) {
            count(verdict.get());
            session().recipientChecked(verdict.get()); // inside the question: the session reads on by itself
            return;
        }
        onWorker(
                () -> service.recipient(client(), policy(), sender, recipient, size),
                this::recipientChecked,
                () -> recipientChecked(RecipientVerdict.TRY_LATER));
    }

    private void recipientChecked(RecipientVerdict verdict) {
        count(verdict);
        session().recipientChecked(verdict);
        pump();
    }

    private void count(RecipientVerdict verdict) {
        Meter.RECIPIENTS.count(client().door().label(), verdict.name().toLowerCase(Locale.ROOT));
    }

    private void count(String reply) {
        Meter.MESSAGES.count(client().door().label(), reply);
    }

    @Override
    public void accept(InboundMessage message) {
        complete(message, this::store);
    }

    /** What a user submits is taken in any case: its bounce goes to the user. */
    @Override
    public void acceptIfWanted(InboundMessage message) {
        if (client().door().isForSubmission()) {
            accept(message);
            return;
        }
        onWorker(
                () -> service.refusal(message),
                refusal -> refusal.ifPresentOrElse(this::reject, () -> store(message)),
                () -> answer(false));
    }

    /** What a user submits may lack something (RFC 6409 8); mail of other servers is not changed. */
    private void complete(InboundMessage message, Consumer<InboundMessage> next) {
        if (!client().door().isForSubmission()) {
            next.accept(message);
            return;
        }
        onWorker(
                () -> service.complete(client(), message),
                submitted -> {
                    if (submitted.refusal() == null) {
                        next.accept(submitted.message());
                    } else {
                        reject(submitted.refusal());
                    }
                },
                () -> answer(false));
    }

    private void reject(String reply) {
        count(REFUSED);
        session().rejected(reply);
        pump();
    }

    private void store(InboundMessage message) {
        service.accept(message, new GroupCommit.Answer() {
            @Override
            public void committed(boolean committed) {
                onEventLoop(() -> answer(committed));
            }

            @Override
            public void refused() {
                onEventLoop(SmtpHandler.this::refused);
            }
        });
    }

    @Override
    public void deliver(InboundMessage message) {
        complete(
                message,
                whole -> onWorker(
                        service.applications(), () -> service.deliver(whole), this::delivered, () -> answer(false)));
    }

    @Override
    public void refused(Refusal refusal) {
        Refusal.Observer.ALL.current().ifPresent(observer -> observer.refused(refusal));
    }

    private void delivered(DeliveryReport report) {
        count(
                switch (report.outcome()) {
                    case SUCCESS -> ACCEPTED;
                    case DEFERRAL -> DEFERRED;
                    case FAILURE -> REFUSED;
                });
        session().delivered(report);
        pump();
    }

    private void refused() {
        count(REFUSED);
        session().refused();
        pump();
    }

    private void answer(boolean committed) {
        count(committed ? ACCEPTED : DEFERRED);
        if (committed) {
            session().accepted();
        } else {
            session().deferred();
        }
        pump();
    }
}
