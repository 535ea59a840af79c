package ee.qmail.rar.listener;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Looks for what can be read and written, and goes on after an {@link Error}. Netty's own would let it end the event
 * loop: half of the connections would get no answer any more, the port would stay open, and nothing would say so.
 */
final class SturdyIo implements IoHandler {
    private static final Logger LOG = Logger.getLogger(SturdyIo.class.getName());
    /** The pause after a failure: I/O that fails at once each time must not take a processor for itself. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final IoHandler io;

    SturdyIo(IoHandler io) {
        this.io = io;
    }

    static IoHandlerFactory of(IoHandlerFactory factory) {
        return executor -> new SturdyIo(factory.newHandler(executor));
    }

    @Override
    public int run(IoHandlerContext context) {
        try {
            return io.run(context);
        } catch (RuntimeException | Error e) {
            MemoryTrouble.SHARED.note(e);
            LOG.log(Level.WARNING, "trouble in an event loop, which goes on", e);
            LockSupport.parkNanos(PAUSE_NANOS);
            return 0;
        }
    }

    @Override
    public void initialize() {
        io.initialize();
    }

    @Override
    public void prepareToDestroy() {
        io.prepareToDestroy();
    }

    @Override
    public void destroy() {
        io.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return io.register(handle);
    }

    @Override
    public void wakeup() {
        io.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return io.isCompatible(type);
    }
}
