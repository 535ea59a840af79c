package ee.qmail.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One connection by SMTP or POP3: the greeting, TLS, and what a {@link Talk} says. */
final class VisitDialogue extends SimpleChannelInboundHandler<ByteBuf> {
    private enum Awaiting {
        GREETING,
        EHLO,
        STARTTLS,
        TALK,
        NOTHING
    }

    private static final String RIGHT = "23+";

    private final ClientTls tls;
    private final int session;
    private final Talk talk;
    private final Consumer<ChannelHandlerContext> over;
    private final BiConsumer<ChannelHandlerContext, String> failed;
    private final StringBuilder line = new StringBuilder();
    private Awaiting awaiting = Awaiting.GREETING;

    /**
     * @param over is told when all is said and answered; closes the connection or keeps it
     * @param failed is told, once, why that did not come about
     */
    VisitDialogue(
            ClientTls tls,
            int session,
            Talk talk,
            Consumer<ChannelHandlerContext> over,
            BiConsumer<ChannelHandlerContext, String> failed) {
        this.tls = tls;
        this.session = session;
        this.talk = talk;
        this.over = over;
        this.failed = failed;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (tls.begin() == ClientTls.Begin.AT_ONCE) {
            tls.begin(context.channel(), session);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (!done.isSuccess()) {
                fail(context, "no TLS: " + done.cause());
            } else if (awaiting == Awaiting.STARTTLS) {
                say(context, "");
            }
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
        while (in.isReadable()) {
            char octet = (char) in.readUnsignedByte();
            line.append(octet);
            if (octet == '\n') {
                String answer = line.toString().strip();
                line.setLength(0);
                boolean continued = answer.length() > 3 && answer.charAt(3) == '-' && answer.charAt(0) != '+';
                if (!continued && awaiting != Awaiting.NOTHING) {
                    answered(context, answer);
                }
            }
        }
    }

    private void answered(ChannelHandlerContext context, String answer) {
        if (answer.isEmpty() || RIGHT.indexOf(answer.charAt(0)) < 0) {
            fail(context, awaiting + ": " + answer);
            return;
        }
        switch (awaiting) {
            case GREETING -> {
                if (tls.begin() == ClientTls.Begin.STARTTLS) {
                    send(context, "EHLO client.example", Awaiting.EHLO);
                } else {
                    say(context, "");
                }
            }
            case EHLO -> send(context, "STARTTLS", Awaiting.STARTTLS);
            case STARTTLS -> tls.begin(context.channel(), session);
            case TALK -> say(context, answer);
            case NOTHING -> throw new IllegalStateException("nothing was asked: " + answer);
        }
    }

    private void say(ChannelHandlerContext context, String answer) {
        String next = talk.next(answer);
        if (next == null) {
            awaiting = Awaiting.NOTHING;
            over.accept(context);
        } else {
            send(context, next, Awaiting.TALK);
        }
    }

    private void send(ChannelHandlerContext context, String command, Awaiting answer) {
        awaiting = answer;
        context.writeAndFlush(Unpooled.copiedBuffer(command + "\r\n", StandardCharsets.US_ASCII));
    }

    private void fail(ChannelHandlerContext context, String why) {
        if (awaiting != Awaiting.NOTHING) {
            awaiting = Awaiting.NOTHING;
            failed.accept(context, why);
        }
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, "connection closed while waiting for the answer to " + awaiting);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, "waiting for the answer to " + awaiting + ": " + cause);
    }
}
