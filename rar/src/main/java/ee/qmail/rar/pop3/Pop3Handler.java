package ee.qmail.rar.pop3;

import ee.qmail.contract.Client;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Load;
import ee.qmail.contract.Pop3Policy;
import ee.qmail.pop3.Pop3Session;
import ee.qmail.rar.listener.Connections;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.SessionHandler;
import ee.qmail.rar.listener.StreamWriter;
import ee.qmail.rar.work.FairExecutor;
import ee.qmail.sasl.SaslOffer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

/** One POP3 connection. */
final class Pop3Handler extends SessionHandler<Pop3Session, Pop3Policy> implements Pop3Session.Shell {
    private static final byte[] UNAVAILABLE =
            "-ERR [SYS/TEMP] the service is not available, try again later\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final ByteBuf LAST_WORDS_KEPT = kept(UNAVAILABLE);

    private final Pop3Service service;
    private StreamWriter sending;
    private Path locked;
    private boolean atWork;

    Pop3Handler(Pop3Service service, FairExecutor lane, Connections connections) {
        super(lane, connections, service.logins());
        this.service = service;
    }

    @Override
    protected Pop3Policy connected(Client client, Load load) throws Endpoints.DeliveryException {
        return service.connected(client, load);
    }

    @Override
    protected Pop3Policy changed(Client client, Pop3Policy before) throws Endpoints.DeliveryException {
        return service.changed(client, before);
    }

    @Override
    protected Pop3Session begin(Client client, Pop3Policy decided, SaslOffer offer) {
        return new Pop3Session(client, decided, offer, Clock.systemUTC(), this);
    }

    @Override
    protected void secured(Client client, Pop3Policy decided, SaslOffer offer) {
        session().secured(client, decided, offer);
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
    public void checkApop(String user, String timestamp, String digest) {
        onWorker(
                () -> service.checkApop(client(), user, timestamp, digest),
                login -> {
                    session().answered(login);
                    pump();
                },
                () -> {
                    session().unanswered();
                    pump();
                });
    }

    @Override
    public void lock(Identity user) {
        remember(user);
        boolean granted = service.locks().lock(user.maildir());
        if (granted) {
            locked = user.maildir();
            channel().closeFuture().addListener(closed -> unlockIfDone());
        }
        session().locked(granted);
    }

    /** The next session may come in when this one is gone and nothing of it touches the maildrop any more. */
    private void unlockIfDone() {
        if (locked != null && !atWork && !channel().isActive()) {
            service.locks().unlock(locked);
            locked = null;
        }
    }

    @Override
    public void run(Pop3Session.BlockingStep step) {
        onMaildrop(
                () -> {
                    step.run();
                    return step;
                },
                done -> {
                    session().finished(done);
                    pump();
                });
    }

    private <T> void onMaildrop(Blocking<T> work, Answer<T> answer) {
        atWork = true;
        onWorker(
                work,
                result -> {
                    atWork = false;
                    unlockIfDone();
                    answer.give(result);
                },
                () -> {
                    atWork = false;
                    unlockIfDone();
                    stopSending();
                    channel().close();
                });
    }

    /** Nobody is at work on it. */
    private void stopSending() {
        if (sending != null) {
            sending.close();
            sending = null;
        }
    }

    @Override
    public void send(InputStream wireOctets) {
        sending = new StreamWriter(wireOctets, channel());
        writeSome();
    }

    private void writeSome() {
        onMaildrop(sending::writeSome, this::written);
    }

    private void written(StreamWriter.Progress progress) {
        switch (progress) {
            case DONE -> {
                sending = null;
                session().sent();
                pump();
            }
            case FAILED -> {
                sending = null;
                session().sendFailed();
                pump();
            }
            case PAUSED -> {
                if (channel().isWritable()) {
                    writeSome();
                } else {
                    sending.pause();
                }
            }
            default -> throw new IllegalStateException("progress " + progress);
        }
    }

    /** While a message is being sent, silence is the client's: it does not take what it asked for. */
    @Override
    protected boolean isClientsTurn() {
        return sending != null || super.isClientsTurn();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (sending != null && sending.isPaused() && channel().isWritable()) {
            sending.resume();
            writeSome();
        } else if (sending == null) {
            super.channelWritabilityChanged(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (sending != null && sending.isPaused()) {
            stopSending();
        }
        super.channelInactive(context);
    }
}
