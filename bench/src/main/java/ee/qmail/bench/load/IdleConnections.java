package ee.qmail.bench.load;

import ee.qmail.bench.Await;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections that have been greeted and say nothing. Held until closed. */
public final class IdleConnections implements AutoCloseable {
    /** Connection attempts under way at once, so that no backlog overflows. */
    private static final int BURST = 200;

    /** Clients they seem to come from. */
    private static final int ADDRESSES = 100;

    private static final Duration PAUSE = Duration.ofMillis(2);

    private final Loops loops = new Loops();
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger greeted = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();

    /** Opens so many connections, or as many as the server greets in time. */
    public IdleConnections(InetSocketAddress server, int count, Duration limit) {
        open(loops.client(server, Greeted::new), count, limit);
    }

    /** The same behind TLS: those are held that have shaken hands, and were greeted. */
    public IdleConnections(InetSocketAddress server, ClientTls tls, int count, Duration limit) {
        open(loops.client(server, () -> secured(tls)), count, limit);
    }

    private VisitDialogue secured(ClientTls tls) {
        return new VisitDialogue(
                tls,
                0,
                Talk.SILENT,
                context -> {
                    greeted.incrementAndGet();
                    settled.incrementAndGet();
                },
                (context, why) -> settled.incrementAndGet());
    }

    private void open(Bootstrap client, int count, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        for (int i = 0; i < count && System.nanoTime() < end; i++) {
            int begun = i;
            client.clone()
                    .localAddress(new InetSocketAddress("127.0.1." + (1 + i % ADDRESSES), 0))
                    .connect()
                    .addListener((ChannelFuture connection) -> {
                        if (connection.isSuccess()) {
                            open.add(connection.channel());
                        } else {
                            settled.incrementAndGet();
                        }
                    });
            Await.until(Duration.ofNanos(end - System.nanoTime()), PAUSE, () -> begun - settled.get() < BURST);
        }
        Await.until(Duration.ofNanos(end - System.nanoTime()), PAUSE, () -> settled.get() >= count);
    }

    private final class Greeted extends SimpleChannelInboundHandler<ByteBuf> {
        private boolean heard;

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
            if (!heard && in.isReadable()) {
                heard = true;
                settled.incrementAndGet();
                if (in.getByte(in.readerIndex()) == '2') {
                    greeted.incrementAndGet();
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** Connections that were greeted and are still open. */
    public int held() {
        return Math.min(
                greeted.get(), (int) open.stream().filter(Channel::isActive).count());
    }

    @Override
    public void close() {
        open.close().awaitUninterruptibly();
        loops.close();
    }
}
