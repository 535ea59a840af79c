package ee.qmail.bench.load;

import ee.qmail.bench.BenchException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** A server that accepts all mail and keeps none: the other end of a relay, and the measure of the generator. */
public final class SmtpSink implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final Loops loops = new Loops();
    private final AtomicLong received = new AtomicLong();
    private final Channel socket;

    /** Listens on loopback, on a free port. */
    public SmtpSink() {
        try {
            socket = new ServerBootstrap()
                    .group(loops.group())
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline().addLast(new SinkDialogue(received));
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sync()
                    .channel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.localAddress();
    }

    /** Messages so far. */
    public long received() {
        return received.get();
    }

    @Override
    public void close() {
        socket.close().syncUninterruptibly();
        loops.close();
    }
}
