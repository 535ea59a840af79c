package ee.qmail.rar.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection whose last reply has been written. Nothing that the client sends is kept any more, and until the
 * connection is closed it counts as the one that it is. All calls are made on its event loop.
 */
final class LastWords extends ChannelInboundHandlerAdapter {
    /** Seconds that a client has to read what was written before the end, and to stop sending. */
    static final int SECONDS = 30;

    /**
     * Octets that are read and dropped for a client which may not have seen its last reply yet: the rest of a message that is as
     * large as {@code databytes} allows where it is not set.
     */
    static final long OCTETS = 100L * 1024 * 1024;

    private long dropped;

    private LastWords() {}

    /** Closes the connection when everything has been sent. */
    static void say(Channel channel) {
        end(channel, ChannelFutureListener.CLOSE);
    }

    /**
     * Tells the client that nothing more comes, when everything has been sent, and closes the connection when the client does.
     * One that is closed over octets which nobody has read is reset, and the last reply is lost with it (RFC 1122
     * 4.2.2.13; RFC 9112 9.6 has the same for HTTP).
     */
    static void sayAndDrain(Channel channel) {
        end(channel, said -> {
            channel.pipeline().addFirst(new LastWords());
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls == null) {
                tellEnd(channel);
            } else {
                tls.closeOutbound().addListener(told -> tellEnd(channel));
            }
        });
    }

    private static void tellEnd(Channel channel) {
        ((DuplexChannel) channel).shutdownOutput();
        channel.read();
    }

    private static void end(Channel channel, ChannelFutureListener lastStep) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(lastStep);
        if (channel.isOpen()) {
            // it takes its last words, or it does without them
            Future<?> end = channel.eventLoop().schedule(() -> channel.close(), SECONDS, TimeUnit.SECONDS);
            channel.closeFuture().addListener(closed -> end.cancel(false));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object octets) {
        dropped += ((ByteBuf) octets).readableBytes();
        ReferenceCountUtil.release(octets);
        if (dropped > OCTETS) {
            context.close();
        } else {
            context.read();
        }
    }
}
