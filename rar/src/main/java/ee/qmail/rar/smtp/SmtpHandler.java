package ee.qmail.rar.smtp;

import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Load;
import ee.qmail.contract.Peer;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.SpooledBody;
import ee.qmail.rar.listener.Connections;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.FairExecutor;
import ee.qmail.rar.listener.GroupCommit;
import ee.qmail.rar.listener.SessionHandler;
import ee.qmail.smtp.SmtpSession;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

/** One SMTP connection. */
final class SmtpHandler extends SessionHandler<SmtpSession, SmtpPolicy> implements SmtpSession.Shell {
    private static final byte[] UNAVAILABLE =
            "421 4.3.0 the service is not available, try again later\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final ByteBuf LAST_WORDS_KEPT = kept(UNAVAILABLE);

    /** Octets of a message kept in memory; what is larger goes to a file. */
    private static final int IN_MEMORY = 64 * 1024;

    private final SmtpService service;

    SmtpHandler(SmtpService service, FairExecutor lane, Connections connections) {
        super(lane, connections);
        this.service = service;
    }

    @Override
    protected SmtpPolicy connected(Peer client, Load load) throws Endpoints.DeliveryException {
        return service.connected(client, load);
    }

    @Override
    protected Optional<SmtpPolicy> connectedAtOnce(Peer client, Load load) throws Endpoints.DeliveryException {
        return service.connectedAtOnce(client, load);
    }

    @Override
    protected SmtpSession begin(Peer client, SmtpPolicy decided) {
        return new SmtpSession(client, decided, Clock.systemUTC(), this);
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
    public void checkRecipient(String sender, String recipient) {
        Optional<RecipientVerdict> verdict = atOnce(() -> service.recipientAtOnce(peer(), policy(), sender, recipient));
        if (verdict.isPresent()) {
            session().recipientChecked(verdict.get()); // inside the question: the session reads on by itself
            return;
        }
        onWorker(
                () -> service.recipient(peer(), policy(), sender, recipient),
                this::recipientChecked,
                () -> recipientChecked(RecipientVerdict.TRY_LATER));
    }

    private void recipientChecked(RecipientVerdict verdict) {
        session().recipientChecked(verdict);
        pump();
    }

    @Override
    public void accept(InboundMessage message) {
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
        onWorker(service.applications(), () -> service.deliver(message), this::delivered, () -> answer(false));
    }

    private void delivered(DeliveryReport report) {
        session().delivered(report);
        pump();
    }

    private void refused() {
        session().refused();
        pump();
    }

    private void answer(boolean committed) {
        if (committed) {
            session().accepted();
        } else {
            session().deferred();
        }
        pump();
    }
}
