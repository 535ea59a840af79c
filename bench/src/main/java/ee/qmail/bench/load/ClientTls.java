package ee.qmail.bench.load;

import ee.qmail.bench.BenchException;
import ee.qmail.tls.AnyCertificate;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;

/**
 * TLS as a client, by BoringSSL, since client and server share the cores. Takes any certificate. Sessions
 * are remembered from here on, each session of a load its own. Safe for use by several threads.
 */
public final class ClientTls implements AutoCloseable {
    /** The moment at which TLS begins. */
    public enum Begin {
        AT_ONCE,
        STARTTLS
    }

    /** Not a name that is sent to the server. */
    private static final String SESSION = "session";

    private final Begin begin;
    private final boolean resuming;
    private final SslContext context;
    private final AtomicLong handshakes = new AtomicLong();
    private final AtomicLong resumed = new AtomicLong();

    /**
     * @param version such as {@code TLSv1.3}
     * @param resuming whether a session that the server lets resume is resumed
     */
    public ClientTls(Begin begin, String version, boolean resuming) {
        this.begin = begin;
        this.resuming = resuming;
        try {
            this.context = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL)
                    .trustManager(new AnyCertificate())
                    .endpointIdentificationAlgorithm(null)
                    .protocols(version)
                    .build();
        } catch (SSLException | UnsatisfiedLinkError e) {
            throw new BenchException("no TLS " + version + " for the load generator: " + e.getMessage(), e);
        }
    }

    Begin begin() {
        return begin;
    }

    /**
     * Begins TLS on a connection; its end is told to the pipeline as an event.
     *
     * @param session number of the session of the load
     */
    void begin(Channel channel, int session) {
        SslHandler handler = resuming
                ? context.newHandler(channel.alloc(), SESSION + session, 1)
                : context.newHandler(channel.alloc());
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                handshakes.incrementAndGet();
                if (isResumed(handler)) {
                    resumed.incrementAndGet();
                }
            }
        });
        channel.pipeline().addFirst(handler);
    }

    private static boolean isResumed(SslHandler handler) {
        return handler.engine() instanceof ReferenceCountedOpenSslEngine engine
                && SSL.isSessionReused(engine.sslPointer());
    }

    /** Handshakes so far that have succeeded. */
    public long handshakes() {
        return handshakes.get();
    }

    /** Those of them that resumed a session, of 100. */
    public double percentResumed() {
        return 100.0 * resumed.get() / Math.max(1, handshakes.get());
    }

    /** When all its connections are closed. */
    @Override
    public void close() {
        io.netty.util.ReferenceCountUtil.release(context);
    }
}
