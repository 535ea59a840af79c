package ee.qmail.rar.entrance;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Peer;
import ee.qmail.proxy.ProxyHeader;
import ee.qmail.proxy.ProxyReader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads the header with which a proxy begins a connection, and is gone then. One that is wrong, or does not come in time, ends the
 * connection without a word (PROXY-1): the proxy is set up wrongly, or it is none.
 */
public final class ProxyGate extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = Logger.getLogger(ProxyGate.class.getName());
    static final int SECONDS = 5;

    private final ProxyReader reader = new ProxyReader();
    private final Peer connection;
    private final Door door;
    private final Consumer<Client> next;
    private boolean done;

    /** @param next takes the client that the proxy tells, before anything that it has sent */
    public ProxyGate(Peer connection, Door door, Consumer<Client> next) {
        this.connection = connection;
        this.door = door;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.executor().schedule(() -> giveUp(context), SECONDS, TimeUnit.SECONDS);
        context.read();
    }

    private void giveUp(ChannelHandlerContext context) {
        if (!done && context.channel().isActive()) {
            end(context, "it has sent none within " + SECONDS + " seconds");
        }
    }

    private void end(ChannelHandlerContext context, String reason) {
        done = true;
        LOG.log(
                Level.INFO,
                "the connection of {0}, which is in control/proxies, has no header of a proxy: {1}",
                new Object[] {connection.remoteIp(), reason});
        context.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf octets = (ByteBuf) message;
        if (done) {
            octets.release();
            return;
        }
        int before = reader.taken();
        ProxyReader.Progress progress = reader.read(octets.nioBuffer());
        octets.skipBytes(Math.min(reader.taken() - before, octets.readableBytes()));
        switch (progress) {
            case PARTIAL -> context.read();
            case MALFORMED -> end(context, reader.reason());
            case HEADER -> open(context, octets.retain());
        }
        octets.release();
    }

    private void open(ChannelHandlerContext context, ByteBuf rest) {
        done = true;
        ProxyHeader header = reader.header();
        Client told = new Client(header.peer(connection), door);
        context.pipeline().remove(this);
        next.accept(header.tls() == null ? told : told.with(header.tls()));
        // from the very beginning, where TLS may be now
        if (rest.isReadable()) {
            context.pipeline().fireChannelRead(rest);
        } else {
            rest.release();
        }
    }
}
