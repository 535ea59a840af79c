package ee.qmail.httpd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainContext.TransportContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.ssl.SSLUtils;

/**
 * Ends TLS between the transport and the {@link HttpDoor}, whose limits bound a handshake as they bound a request: a client that does not get
 * on is idle. Handshakes are work for other threads than those that read.
 */
final class TlsFilter extends BaseFilter {
    private static final Logger LOG = Logger.getLogger(TlsFilter.class.getName());
    private static final Attribute<TlsConnection> TLS =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(TlsFilter.class.getName());

    private final Supplier<Optional<SSLEngine>> engines;
    private final Executor handshakes;

    /** @param engines for each connection one; empty while there is no certificate */
    TlsFilter(Supplier<Optional<SSLEngine>> engines, Executor handshakes) {
        this.engines = engines;
        this.handshakes = handshakes;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        TlsConnection tls = tls(context.getConnection());
        if (tls == null || tls.isOver()) {
            context.getConnection().terminateSilently();
            return context.getStopAction();
        }
        Buffer message = context.getMessage();
        tls.receive(HttpDoor.octets(message));
        return tls.isOpen() ? read(context, tls) : shake(context, tls);
    }

    private TlsConnection tls(Connection<?> connection) throws SSLException {
        TlsConnection tls = TLS.get(connection);
        if (tls == null) {
            Optional<SSLEngine> engine = engines.get();
            if (engine.isPresent()) {
                tls = new TlsConnection(engine.get());
                TLS.set(connection, tls);
                // by this the server knows that a request is secure
                SSLUtils.setSSLEngine(connection, tls.engine());
            }
        }
        return tls;
    }

    private NextAction shake(FilterChainContext context, TlsConnection tls) {
        NextAction suspended = context.getSuspendAction();
        context.suspend();
        try {
            handshakes.execute(() -> context.resume(shaken(context, tls)));
        } catch (RejectedExecutionException e) {
            context.getConnection().terminateSilently();
            context.completeAndRecycle();
        }
        return suspended;
    }

    private static NextAction shaken(FilterChainContext context, TlsConnection tls) {
        try {
            synchronized (tls) {
                tls.shake();
                send(context, tls);
            }
            return tls.isOpen() ? read(context, tls) : context.getStopAction();
        } catch (IOException | RuntimeException e) {
            return end(context, tls, e);
        }
    }

    private static NextAction read(FilterChainContext context, TlsConnection tls) {
        try {
            byte[] text = tls.read();
            if (tls.hasToAnswer()) {
                synchronized (tls) {
                    tls.write(ByteBuffer.allocate(0));
                    send(context, tls);
                }
            }
            if (text.length == 0) {
                if (tls.isOver()) {
                    context.getConnection().closeSilently();
                }
                return context.getStopAction();
            }
            context.setMessage(Buffers.wrap(context.getMemoryManager(), text));
            return context.getInvokeAction();
        } catch (IOException | RuntimeException e) {
            return end(context, tls, e);
        }
    }

    /** Scanners and those who do not trust the certificate come this way: that is no trouble of this server. */
    private static NextAction end(FilterChainContext context, TlsConnection tls, Exception reason) {
        LOG.log(Level.FINE, reason, () -> "TLS with " + context.getConnection().getPeerAddress() + " failed");
        synchronized (tls) {
            try {
                tls.end();
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.FINE, "nor could that be said", e);
            }
            send(context, tls);
        }
        context.getConnection().closeSilently();
        return context.getStopAction();
    }

    private static void send(FilterChainContext context, TlsConnection tls) {
        byte[] records = tls.toSend();
        if (records.length > 0) {
            // below this filter: the records are not for it
            context.write(Buffers.wrap(context.getMemoryManager(), records));
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public NextAction handleWrite(FilterChainContext context) throws IOException {
        TlsConnection tls = TLS.get(context.getConnection());
        if (tls == null || !(context.getMessage() instanceof Buffer text)) {
            throw new IOException("only octets can be sent by TLS, and after a handshake");
        }
        if (!text.hasRemaining()) {
            return context.getInvokeAction();
        }
        TransportContext transport = context.getTransportContext();
        // the order in which records are made is that in which they are sent
        synchronized (tls) {
            tls.write(text.toByteBuffer());
            text.tryDispose();
            Buffer records = Buffers.wrap(context.getMemoryManager(), tls.toSend());
            context.write(null, records, transport.getCompletionHandler(), transport.isBlocking());
        }
        return context.getStopAction();
    }
}
