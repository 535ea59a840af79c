package ee.qmail.rar.entrance;

import ee.qmail.contract.Door;
import ee.qmail.rar.work.FairExecutor;
import ee.qmail.rar.work.Workers;
import ee.qmail.tls.ServerCertificates;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;

/**
 * TLS for the connections of a listener. What a handshake costs is worked off by a few threads, fairly among client networks, and never
 * on an event loop (CODE-15).
 */
public final class Encryption {
    /** Seconds for a handshake, in which a client holds no thread (TLS-7). */
    private static final int HANDSHAKE_SECONDS = 30;

    private final ServerCertificates certificates;
    private final FairExecutor handshakes;
    private final Door door;

    /** @param workers for handshakes */
    public Encryption(ServerCertificates certificates, Door door, Workers workers) {
        this.certificates = certificates;
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
        SslHandler tls = new SslHandler(engine.get(), task -> handshakes.execute(network, task));
        tls.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        channel.pipeline().addFirst(tls);
        channel.read();
        return new Handshake(engine.get(), System.currentTimeMillis(), next);
    }
}
