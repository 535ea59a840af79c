package ee.qmail.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;

/** One POP3 session: USER, PASS, the work, QUIT. */
final class Pop3Dialogue extends SimpleChannelInboundHandler<ByteBuf> {
    private enum Awaiting {
        GREETING,
        USER,
        PASS,
        STAT,
        LIST,
        RETR,
        QUIT
    }

    private final Pop3Load load;
    private final String user;
    private final StringBuilder line = new StringBuilder();
    private final EndOfText end = new EndOfText();
    private final StringBuilder ahead = new StringBuilder();
    private Awaiting awaiting = Awaiting.GREETING;
    private boolean inText;
    private int count;
    private int asked;
    private int got;
    private boolean complete;

    Pop3Dialogue(Pop3Load load, String user) {
        this.load = load;
        this.user = user;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (load.job().tls() != null) {
            load.job().tls().begin(context.channel(), load.job().users().indexOf(user));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
        while (in.isReadable()) {
            if (inText) {
                text(context, in);
            } else {
                statusLine(context, in);
            }
        }
        if (ahead.length() > 0) {
            context.writeAndFlush(Unpooled.copiedBuffer(ahead, StandardCharsets.US_ASCII));
            ahead.setLength(0);
        }
    }

    private void text(ChannelHandlerContext context, ByteBuf in) {
        if (!end.find(in)) {
            return;
        }
        inText = false;
        if (awaiting == Awaiting.RETR) {
            load.downloaded();
            got++;
            askForMore(context);
        } else {
            command(context, "QUIT", Awaiting.QUIT);
        }
    }

    private void statusLine(ChannelHandlerContext context, ByteBuf in) {
        char octet = (char) in.readUnsignedByte();
        line.append(octet);
        if (octet == '\n') {
            String status = line.toString().strip();
            line.setLength(0);
            if (status.startsWith("+OK")) {
                proceed(context, status);
            } else {
                load.failed("user " + user + ", answer to " + awaiting + ": " + status);
                context.close();
            }
        }
    }

    private void proceed(ChannelHandlerContext context, String status) {
        switch (awaiting) {
            case GREETING -> command(context, "USER " + user, Awaiting.USER);
            case USER -> command(context, "PASS " + load.job().password(), Awaiting.PASS);
            case PASS -> work(context);
            case STAT -> afterStat(context, status);
            case LIST, RETR -> {
                inText = true;
                end.reset();
            }
            case QUIT -> {
                complete = true;
                load.completed();
                context.close();
            }
        }
    }

    private void work(ChannelHandlerContext context) {
        if (load.job().work() == Pop3Job.Work.LIST) {
            command(context, "LIST", Awaiting.LIST);
        } else {
            command(context, "STAT", Awaiting.STAT);
        }
    }

    private void afterStat(ChannelHandlerContext context, String status) {
        if (load.job().work() == Pop3Job.Work.STAT) {
            command(context, "QUIT", Awaiting.QUIT);
        } else {
            count = Integer.parseInt(status.split(" ")[1]);
            awaiting = Awaiting.RETR;
            askForMore(context);
        }
    }

    /** Keeps the window full; what is asked for goes out with the end of what was read. */
    private void askForMore(ChannelHandlerContext context) {
        if (got == count) {
            command(context, "QUIT", Awaiting.QUIT);
            return;
        }
        while (asked < count && asked - got < load.job().window()) {
            ahead.append("RETR ").append(++asked).append("\r\n");
        }
    }

    private void command(ChannelHandlerContext context, String command, Awaiting answer) {
        awaiting = answer;
        context.writeAndFlush(Unpooled.copiedBuffer(command + "\r\n", StandardCharsets.US_ASCII));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!complete) {
            load.failed("user " + user + ": connection closed while waiting for the answer to " + awaiting);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        load.failed("user " + user + ", waiting for the answer to " + awaiting + ": " + cause);
        context.close();
    }
}
