package ee.qmail.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One connection to a server, command by command. */
final class SmtpDialogue extends SimpleChannelInboundHandler<ByteBuf> {
    private enum Awaiting {
        GREETING,
        EHLO,
        STARTTLS,
        AUTH,
        HELO,
        MAIL,
        RCPT,
        DATA,
        END,
        QUIT
    }

    private static final byte[] FINAL_DOT = ".\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SmtpLoad load;
    private final StringBuilder reply = new StringBuilder();
    private Awaiting awaiting = Awaiting.GREETING;
    private List<String> recipients = List.of();
    private int recipient;
    private boolean claimed;
    private boolean complete;
    private boolean secured;
    private String sender = "sender@client.example";

    SmtpDialogue(SmtpLoad load) {
        this.load = load;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (entrance().begins(ClientTls.Begin.AT_ONCE)) {
            entrance().tls().begin(context.channel(), session(context));
        }
    }

    private Entrance entrance() {
        return load.job().entrance();
    }

    private static int session(ChannelHandlerContext context) {
        return context.channel().attr(Entrance.SESSION).get();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            secured = true;
            if (!done.isSuccess()) {
                refused("no TLS: " + done.cause());
                context.close();
            } else if (awaiting == Awaiting.STARTTLS) {
                greet(context);
            }
        }
    }

    private void greet(ChannelHandlerContext context) {
        boolean startTls = entrance().begins(ClientTls.Begin.STARTTLS) && !secured;
        if (startTls || entrance().logsIn()) {
            send(context, "EHLO client.example", Awaiting.EHLO);
        } else {
            send(context, "HELO client.example", Awaiting.HELO);
        }
    }

    private void afterEhlo(ChannelHandlerContext context) {
        if (entrance().begins(ClientTls.Begin.STARTTLS) && !secured) {
            send(context, "STARTTLS", Awaiting.STARTTLS);
        } else {
            sender = entrance().user(session(context));
            send(context, Plain.command(sender, entrance().password()), Awaiting.AUTH);
        }
    }

    /** True if the session ended with QUIT. */
    boolean isComplete() {
        return complete;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
        while (in.isReadable()) {
            char octet = (char) in.readUnsignedByte();
            reply.append(octet);
            if (octet == '\n') {
                boolean last = reply.length() < 4 || reply.charAt(3) != '-';
                String line = reply.toString();
                reply.setLength(0);
                if (last) {
                    answer(context, line);
                }
            }
        }
    }

    private void answer(ChannelHandlerContext context, String line) {
        char expected = awaiting == Awaiting.DATA ? '3' : '2';
        if (line.charAt(0) != expected && awaiting != Awaiting.QUIT) {
            refused(awaiting + ": " + line.strip());
            context.close();
            return;
        }
        switch (awaiting) {
            case GREETING -> greet(context);
            case EHLO -> afterEhlo(context);
            case STARTTLS -> entrance().tls().begin(context.channel(), session(context));
            case HELO, AUTH -> begin(context);
            case MAIL -> sendRecipient(context);
            case RCPT -> afterRecipient(context);
            case DATA -> sendMessage(context);
            case END -> accepted(context);
            case QUIT -> {
                complete = true;
                context.close();
            }
        }
    }

    private void begin(ChannelHandlerContext context) {
        long number = load.claim();
        if (number < 0) {
            send(context, "QUIT", Awaiting.QUIT);
            return;
        }
        claimed = true;
        recipients = load.job().recipients().apply(number);
        recipient = 0;
        send(context, "MAIL FROM:<" + sender + ">", Awaiting.MAIL);
    }

    private void sendRecipient(ChannelHandlerContext context) {
        send(context, "RCPT TO:<" + recipients.get(recipient++) + ">", Awaiting.RCPT);
    }

    private void afterRecipient(ChannelHandlerContext context) {
        if (recipient < recipients.size()) {
            sendRecipient(context);
        } else {
            send(context, "DATA", Awaiting.DATA);
        }
    }

    private void sendMessage(ChannelHandlerContext context) {
        awaiting = Awaiting.END;
        context.writeAndFlush(Unpooled.wrappedBuffer(load.message(), FINAL_DOT));
    }

    private void accepted(ChannelHandlerContext context) {
        claimed = false;
        load.accepted();
        if (load.job().reuse()) {
            begin(context);
        } else {
            send(context, "QUIT", Awaiting.QUIT);
        }
    }

    private void send(ChannelHandlerContext context, String command, Awaiting answer) {
        awaiting = answer;
        context.writeAndFlush(Unpooled.copiedBuffer(command + "\r\n", StandardCharsets.US_ASCII));
    }

    private void refused(String why) {
        if (claimed) {
            claimed = false;
            load.refused(why);
        } else {
            load.failed(why);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (claimed) {
            refused("connection closed while waiting for the answer to " + awaiting);
        } else if (!complete && awaiting == Awaiting.GREETING) {
            refused("connection closed before the greeting");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        refused("waiting for the answer to " + awaiting + ": " + cause);
        context.close();
    }
}
