package ee.qmail.rar.entrance;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the octets of a connection as they come and go, and lets the next ones wait in the kernel while the client's network has sent
 * too many (ABUSE-4): TCP slows the client down, and nothing is refused. The counts may be asked by any thread; all else belongs to the
 * event loop of the connection, which alone counts.
 */
public final class OctetMeter extends ChannelDuplexHandler {
    private final NetworkLimits limits;
    private final InetAddress network;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong last = new AtomicLong(System.nanoTime());
    private long pause;
    private boolean waiting;

    /** @param network whose octets they are */
    public OctetMeter(NetworkLimits limits, InetAddress network) {
        this.limits = limits;
        this.network = network;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object octets) {
        int count = ((ByteBuf) octets).readableBytes();
        add(received, count);
        last.setRelease(System.nanoTime());
        // this host is not held to account: it need not wait for the lock
        if (!network.isLoopbackAddress()) {
            pause = limits.pause(network, count);
        }
        context.fireChannelRead(octets);
    }

    @Override
    public void write(ChannelHandlerContext context, Object octets, ChannelPromise promise) {
        add(sent, ((ByteBuf) octets).readableBytes());
        context.write(octets, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        last.setRelease(System.nanoTime());
        context.flush();
    }

    /** There is one who counts: no lock, and no fence. */
    private static void add(AtomicLong counter, int count) {
        counter.setRelease(counter.getPlain() + count);
    }

    /** Octets from the client. */
    public long received() {
        return received.getAcquire();
    }

    /** Octets to the client; the last of them may be on their way. */
    public long sent() {
        return sent.getAcquire();
    }

    /** The time for which nothing has come or gone. */
    public Duration idle() {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - last.getAcquire()));
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (waiting) {
            return;
        }
        if (pause > 0) {
            waiting = true;
            context.executor().schedule(() -> goOn(context), pause, TimeUnit.NANOSECONDS);
        } else {
            context.read();
        }
    }

    private void goOn(ChannelHandlerContext context) {
        waiting = false;
        pause = 0;
        context.read();
    }
}
