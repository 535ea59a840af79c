package ee.qmail.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Greets, knows STARTTLS, and says yes to everything else; with the JDK's TLS, as this server has it. */
final class TlsServer implements AutoCloseable {
    private final Loops loops = new Loops();
    private final Channel socket;
    private final boolean atOnce;
    private final SslContext context;
    private final AtomicLong received = new AtomicLong();
    private volatile String mail = "";

    TlsServer(Path chain, Path key, boolean atOnce) throws Exception {
        this.atOnce = atOnce;
        this.context = SslContextBuilder.forServer(chain.toFile(), key.toFile())
                .sslProvider(SslProvider.JDK)
                .build();
        this.socket = new ServerBootstrap()
                .group(loops.group())
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        begin(channel);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    private void begin(SocketChannel channel) {
        if (atOnce) {
            channel.pipeline().addLast(context.newHandler(channel.alloc()));
        }
        channel.pipeline().addLast(new LineBasedFrameDecoder(8192), new StringDecoder(), new Dialogue());
    }

    private final class Dialogue extends SimpleChannelInboundHandler<String> {
        private boolean text;

        @Override
        public void channelActive(ChannelHandlerContext here) {
            say(here, "220 there");
        }

        @Override
        protected void channelRead0(ChannelHandlerContext here, String line) {
            if (text) {
                text = !line.equals(".");
                if (!text) {
                    received.incrementAndGet();
                    say(here, "250 taken");
                }
            } else if (line.equals("STARTTLS")) {
                say(here, "220 go ahead");
                here.pipeline().addFirst(context.newHandler(here.alloc()));
            } else if (line.equals("DATA")) {
                text = true;
                say(here, "354 go on");
            } else {
                mail = line.startsWith("MAIL") ? line : mail;
                say(here, line.startsWith("EHLO") ? "250-there\r\n250 STARTTLS" : "250 yes");
            }
        }

        private void say(ChannelHandlerContext here, String line) {
            here.writeAndFlush(Unpooled.copiedBuffer(line + "\r\n", StandardCharsets.US_ASCII));
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.localAddress();
    }

    /** Messages so far. */
    long received() {
        return received.get();
    }

    /** The last MAIL command. */
    String mail() {
        return mail;
    }

    @Override
    public void close() {
        socket.close().syncUninterruptibly();
        loops.close();
    }
}
