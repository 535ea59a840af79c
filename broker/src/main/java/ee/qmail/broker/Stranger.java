package ee.qmail.broker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;

/**
 * Looks at what a client of the broker's port sends until it has logged in. Artemis would keep frames of up to 2 GB for it, would speak HTTP, and
 * would make what a packet says of its size before it asks for whom. A frame is its length (4 octets), its type (1), its channel (8), its data.
 */
final class Stranger extends ChannelInboundHandlerAdapter {
    /** Set by {@link KnownClients} when the password was right. */
    static final AttributeKey<Boolean> KNOWN = AttributeKey.valueOf("ee.qmail.broker.known");

    /** Octets; it has a user, a password and some ids. */
    static final int LARGEST_FRAME = 16 * 1024;

    static final int SECONDS_TO_LOG_IN = 30;

    private static final Logger LOG = Logger.getLogger(Stranger.class.getName());
    private static final byte[] BEGIN = "ARTEMIS".getBytes(US_ASCII);
    private static final int LENGTH_OCTETS = 4;
    private static final int TYPE_AND_CHANNEL = 9;
    /** Those that a client may need before it logs in, or to do so; none has an array in it. */
    private static final Set<Byte> BEFORE_LOGIN = Set.of(
            PacketImpl.PING,
            PacketImpl.DISCONNECT,
            PacketImpl.DISCONNECT_V2,
            PacketImpl.PACKETS_CONFIRMED,
            PacketImpl.CREATESESSION,
            PacketImpl.CREATESESSION_V2,
            PacketImpl.REATTACH_SESSION,
            PacketImpl.SUBSCRIBE_TOPOLOGY,
            PacketImpl.SUBSCRIBE_TOPOLOGY_V2,
            PacketImpl.CHECK_FOR_FAILOVER);

    private final Runnable known;
    private int begun;
    private int lengthOctets;
    private int length;
    private int left;

    /** @param known called once when the client has logged in */
    Stranger(Runnable known) {
        this.known = known;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.executor()
                .schedule(
                        () -> {
                            if (!isKnown(context)) {
                                refuse(context, "does not log in within " + SECONDS_TO_LOG_IN + " seconds");
                            }
                        },
                        SECONDS_TO_LOG_IN,
                        TimeUnit.SECONDS);
        context.fireChannelActive();
    }

    private static boolean isKnown(ChannelHandlerContext context) {
        return Boolean.TRUE.equals(context.channel().attr(KNOWN).get());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf octets = (ByteBuf) message;
        if (isKnown(context)) {
            known.run();
            context.fireChannelRead(octets);
            context.pipeline().remove(this);
        } else if (context.channel().isActive() && isFitting(octets)) {
            context.fireChannelRead(octets);
        } else {
            octets.release();
            refuse(context, "sends what is no log-in of the CORE protocol");
        }
    }

    private static void refuse(ChannelHandlerContext context, String reason) {
        if (context.channel().isActive()) {
            LOG.log(Level.INFO, "client {0} of the broker {1}", new Object[] {
                context.channel().remoteAddress(), reason
            });
            context.close();
        }
    }

    private boolean isFitting(ByteBuf octets) {
        for (int i = octets.readerIndex(); i < octets.writerIndex(); i++) {
            if (left > 0) {
                int data = Math.min(left, octets.writerIndex() - i);
                left -= data;
                i += data - 1;
            } else if (!isFitting(octets.getByte(i))) {
                return false;
            }
        }
        return true;
    }

    /** One that is not data of a packet. */
    private boolean isFitting(byte octet) {
        if (begun < BEGIN.length) {
            return octet == BEGIN[begun++];
        }
        if (lengthOctets < LENGTH_OCTETS) {
            length = length << Byte.SIZE | octet & 0xff;
            lengthOctets++;
            return lengthOctets < LENGTH_OCTETS || length >= TYPE_AND_CHANNEL && length <= LARGEST_FRAME;
        }
        left = length - 1;
        length = 0;
        lengthOctets = 0;
        return BEFORE_LOGIN.contains(octet);
    }
}
