package ee.qmail.rar.entrance;

import ee.qmail.contract.Door;
import ee.qmail.rar.work.FairExecutor;
import ee.qmail.rar.work.Workers;
import ee.qmail.tls.ServerCertificates;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLEngine;

/**
 * TLS for the connections of a listener. What a handshake costs is worked off by a few threads, fairly among client networks, and never
 * on an event loop (CODE-15).
 */
public final class Encryption {
    /** For a handshake, in which a client holds no thread (TLS-7). */
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);

    private final ServerCertificates certificates;
    private final FairExecutor handshakes;
    private final Door door;
    private final Duration patience;

    /** @param workers for handshakes */
    public Encryption(ServerCertificates certificates, Door door, Workers workers) {
        this(certificates, door, workers, HANDSHAKE);
    }

    /** @param patience time for a handshake */
    public Encryption(ServerCertificates certificates, Door door, Workers workers, Duration patience) {
        this.certificates = certificates;
        this.patience = patience;
        this.door = door;
        this.handshakes = new FairExecutor(Runtime.getRuntime().availableProcessors(), workers);
    }

    public boolean isAvailable() {
        return certificates.isAvailable();
    }

    /**
     * Waits for the client to begin a handshake; its end is told to the pipeline as an event.
     *
     * @param next kept with the handshake
     * @return null if there is no certificate
     */
    public Handshake begin(Channel channel, InetAddress network, Runnable next) {
        Optional<SSLEngine> engine = certificates.engine(door.isForSubmission());
        if (engine.isEmpty()) {
            return null;
        }
        SslHandler tls = new Layer(engine.get(), task -> handshakes.execute(network, task, channel::close));
        tls.setHandshakeTimeoutMillis(patience.toMillis());
        layer(channel.pipeline(), tls);
        channel.read();
        return new Handshake(engine.get(), System.currentTimeMillis(), next);
    }

    /** Behind what counts octets as they come. */
    private static void layer(ChannelPipeline pipeline, SslHandler tls) {
        ChannelHandlerContext meter = pipeline.context(OctetMeter.class);
        if (meter == null) {
            pipeline.addFirst(tls);
        } else {
            pipeline.addAfter(meter.name(), null, tls);
        }
    }

    /** A client may be gone when the work of its handshake is done: what is wrong with it then is told to nobody. */
    private static final class Layer extends SslHandler {
        private static final Logger LOG = Logger.getLogger(Encryption.class.getName());

        Layer(SSLEngine engine, Executor tasks) {
            super(engine, tasks);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
            if (context.isRemoved()) {
                LOG.log(Level.FINE, "TLS with a client that is gone", cause);
            } else {
                super.exceptionCaught(context, cause);
            }
        }
    }
}
