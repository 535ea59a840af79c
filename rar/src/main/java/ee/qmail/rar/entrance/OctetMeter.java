package ee.qmail.rar.entrance;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

/**
 * Counts the octets of a connection as they come from the client, and lets the next ones wait in the kernel while its network has sent
 * too many (ABUSE-4): TCP slows the client down, and nothing is refused.
 */
public final class OctetMeter extends ChannelDuplexHandler {
    private final NetworkLimits limits;
    private final InetAddress network;
    private long pause;
    private boolean waiting;

    /** @param network whose octets they are */
    public OctetMeter(NetworkLimits limits, InetAddress network) {
        this.limits = limits;
        this.network = network;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object octets) {
        pause = limits.pause(network, ((ByteBuf) octets).readableBytes());
        context.fireChannelRead(octets);
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
