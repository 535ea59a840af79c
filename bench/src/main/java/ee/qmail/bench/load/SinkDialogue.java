package ee.qmail.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** One connection of the sink. Clients may send commands ahead. */
final class SinkDialogue extends SimpleChannelInboundHandler<ByteBuf> {
    private static final int MAX_COMMAND = 2048;

    private final AtomicLong received;
    private final StringBuilder command = new StringBuilder();
    private final EndOfText end = new EndOfText();
    private boolean data;

    SinkDialogue(AtomicLong received) {
        this.received = received;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        reply(context, "220 sink.example");
        context.flush();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
        while (in.isReadable()) {
            if (data) {
                text(context, in);
            } else {
                line(context, in);
            }
        }
        context.flush();
    }

    private void text(ChannelHandlerContext context, ByteBuf in) {
        if (end.find(in)) {
            data = false;
            received.incrementAndGet();
            reply(context, "250 2.0.0 taken");
        }
    }

    private void line(ChannelHandlerContext context, ByteBuf in) {
        char octet = (char) in.readUnsignedByte();
        if (octet == '\n') {
            String line = command.toString().strip();
            command.setLength(0);
            obey(context, line.toUpperCase(Locale.ROOT));
        } else if (command.length() < MAX_COMMAND) {
            command.append(octet);
        }
    }

    private void obey(ChannelHandlerContext context, String line) {
        if (line.startsWith("EHLO")) {
            reply(context, "250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 100000000");
        } else if (line.equals("DATA")) {
            data = true;
            end.reset();
            reply(context, "354 go on");
        } else if (line.equals("QUIT")) {
            reply(context, "221 2.0.0 bye");
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else {
            reply(context, "250 2.0.0 ok");
        }
    }

    private static void reply(ChannelHandlerContext context, String text) {
        context.write(Unpooled.copiedBuffer(text + "\r\n", StandardCharsets.US_ASCII));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
