package ee.qmail.broker;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Event loops that go on after an {@link Error}: Netty's own end at one, and every connection that is theirs gets no answer any more. */
final class SturdyEventLoops extends MultiThreadIoEventLoopGroup {
    private static final Logger LOG = Logger.getLogger(SturdyEventLoops.class.getName());
    /** The pause after a failure: I/O that fails at once each time must not take a processor for itself. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    SturdyEventLoops(int threads, ThreadFactory factory, IoHandlerFactory io) {
        super(threads, factory, io);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory io, Object... none) {
        return new SturdyLoop(this, executor, io);
    }

    private static final class SturdyLoop extends SingleThreadIoEventLoop {
        SturdyLoop(IoEventLoopGroup group, Executor executor, IoHandlerFactory io) {
            super(group, executor, io);
        }

        @Override
        protected int runIo() {
            try {
                return super.runIo();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "trouble in an event loop of the broker's port, which goes on", e);
                LockSupport.parkNanos(PAUSE_NANOS);
                return 0;
            }
        }
    }
}
