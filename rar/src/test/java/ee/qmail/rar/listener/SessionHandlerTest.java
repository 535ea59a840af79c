package ee.qmail.rar.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Activity;
import ee.qmail.contract.Client;
import ee.qmail.contract.ConnectionPolicy;
import ee.qmail.contract.Door;
import ee.qmail.contract.Load;
import ee.qmail.contract.Login;
import ee.qmail.contract.ScramSecret;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.log.ConnectionLog;
import ee.qmail.rar.entrance.Entrance;
import ee.qmail.rar.work.FairExecutor;
import ee.qmail.sasl.LoginSession;
import ee.qmail.sasl.SaslOffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionHandlerTest {
    private static final Entrance ENTRANCE = Entrances.of(Door.MX, null, Path.of("none"));

    private final Handler handler = new Handler();

    /** The bean is never asked. */
    private static class Handler extends SessionHandler<LoginSession, ConnectionPolicy> {
        private static final ByteBuf LAST_WORDS = kept(new byte[] {'4', '2', '1'});

        Handler() {
            this(task -> {}, ENTRANCE);
        }

        /** @param workers asks the bean */
        Handler(Executor workers, Entrance entrance) {
            super(new FairExecutor(1, workers), new Connections(new ConnectionLog(line -> {}), entrance), null);
        }

        @Override
        protected ConnectionPolicy connected(Client client, Load load) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected ConnectionPolicy changed(Client client, ConnectionPolicy before) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void secured(Client client, ConnectionPolicy decided, SaslOffer offer) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected LoginSession begin(Client client, ConnectionPolicy decided, SaslOffer offer) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected ByteBuf lastWords() {
            return LAST_WORDS.duplicate();
        }

        @Override
        protected byte[] unavailable() {
            throw new UnsupportedOperationException();
        }
    }

    /** What is written stays in the buffers, as with a client that reads nothing. */
    private static final class Deaf extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
        }
    }

    private static class Connection extends EmbeddedChannel {
        private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.1", 1);

        Connection(ChannelHandler... handlers) {
            super(handlers);
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return CLIENT;
        }

        @Override
        protected SocketAddress localAddress0() {
            return CLIENT;
        }
    }

    /** Its two directions end one by one. */
    private static final class Duplex extends Connection implements DuplexChannel {
        private boolean outputShutdown;

        Duplex(ChannelHandler... handlers) {
            super(handlers);
        }

        @Override
        public boolean isInputShutdown() {
            return false;
        }

        @Override
        public ChannelFuture shutdownInput() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChannelFuture shutdownInput(ChannelPromise promise) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOutputShutdown() {
            return outputShutdown;
        }

        @Override
        public ChannelFuture shutdownOutput() {
            return shutdownOutput(newPromise());
        }

        @Override
        public ChannelFuture shutdownOutput(ChannelPromise promise) {
            outputShutdown = true;
            return promise.setSuccess();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public ChannelFuture shutdown() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChannelFuture shutdown(ChannelPromise promise) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aClientThatDoesNotReadItsLastWordsIsDroppedInTheEnd() {
        Connection channel = new Connection(new Deaf(), handler);
        channel.freezeTime();
        handler.write(new byte[] {'2', '2', '1'});
        handler.disconnect();

        channel.advanceTimeBy(LastWords.SECONDS - 1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();

        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aClientThatGoesOnSendingIsDroppedInTheEnd() {
        Duplex channel = new Duplex(handler);
        channel.freezeTime();
        handler.write(new byte[] {'5', '5', '4'});
        handler.disconnectDraining();

        for (int second = 0; second < LastWords.SECONDS; second++) {
            assertThat(channel.isOpen()).as("after " + second + " s").isTrue();
            assertThat(channel.writeInbound(Unpooled.wrappedBuffer(new byte[1000])))
                    .isFalse();
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.isOutputShutdown()).isTrue();
    }

    @Test
    void aClientThatSendsTooMuchBehindItsLastWordsIsDropped() {
        Connection channel = new Duplex(handler);
        handler.disconnectDraining();
        byte[] megabyte = new byte[1024 * 1024];

        for (long sent = 0; sent < LastWords.OCTETS; sent += megabyte.length) {
            channel.writeInbound(Unpooled.wrappedBuffer(megabyte));
        }
        assertThat(channel.isOpen()).isTrue();
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[1]));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aClientThatReadsIsGoneAtOnce() {
        Connection channel = new Connection(handler);
        handler.write(new byte[] {'2', '2', '1'});
        handler.disconnect();

        assertThat(channel.isOpen()).isFalse();
    }

    /** Answers each octet with one. */
    private static final class Echo implements LoginSession {
        private final SessionHandler<?, ?> handler;
        private int answered;

        Echo(SessionHandler<?, ?> handler) {
            this.handler = handler;
        }

        @Override
        public void input(ByteBuffer octets) {
            while (octets.hasRemaining()) {
                handler.write(new byte[] {octets.get()});
                answered++;
            }
        }

        @Override
        public void answered(Login checked) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void answered(ScramSecret secret) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void unanswered() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isWaiting() {
            return false;
        }

        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public void open() {
            // no greeting
        }

        @Override
        public void timedOut() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void shutDown() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void dismiss() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Activity activity() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long messages() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void disconnected() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aClientThatDoesNotReadIsNotAnsweredBeyondABuffer() {
        Handler open = new Handler() {
            @Override
            protected Optional<ConnectionPolicy> connectedAtOnce(Client client, Load load) {
                return Optional.of(SmtpPolicy.open("mx", "mx", 0, 100, Duration.ofMinutes(1), 50));
            }

            @Override
            protected LoginSession begin(Client client, ConnectionPolicy decided, SaslOffer offer) {
                return new Echo(this);
            }
        };
        AtomicInteger slices = new AtomicInteger();
        Connection channel = new Connection(new Deaf(), open) {
            @Override
            public boolean isWritable() {
                return slices.getAndIncrement() < 1; // the first answers fill the buffer
            }
        };
        slices.set(0);
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[64 * 1024]));

        assertThat(((Echo) open.session()).answered).isPositive().isLessThanOrEqualTo(8 * 1024);
    }

    /** As behind the end of a handshake, or behind the header of a proxy. */
    @Test
    void octetsThatComeBeforeTheBeanHasDecidedWaitForIt() {
        List<Runnable> questions = new ArrayList<>();
        Handler open = new Handler(questions::add, ENTRANCE) {
            @Override
            protected ConnectionPolicy connected(Client client, Load load) {
                return SmtpPolicy.open("mx", "mx", 0, 100, Duration.ofMinutes(1), 50);
            }

            @Override
            protected LoginSession begin(Client client, ConnectionPolicy decided, SaslOffer offer) {
                return new Echo(this);
            }
        };
        Connection channel = new Connection(open);
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[3]));
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[4]));
        assertThat(channel.isOpen()).isTrue();

        questions.forEach(Runnable::run);
        channel.runPendingTasks();
        assertThat(((Echo) open.session()).answered).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereTlsComesFirstAClientThatIsNotLetInCostsNoHandshake(boolean decided) {
        Entrance noHandshakes = Entrances.of(Door.SUBMISSIONS, null, Path.of("none"));
        Connection channel = new Connection(new Handler(Runnable::run, noHandshakes) {
            @Override
            protected ConnectionPolicy connected(Client client, Load load) {
                if (decided) {
                    return SmtpPolicy.open("mx", "mx", 0, 100, Duration.ofMinutes(1), 50)
                            .refused("421 4.7.0 too many connections");
                }
                throw new IllegalStateException("planned");
            }
        });
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.<ByteBuf>readOutbound()).isNull();
    }

    @Test
    void tls14AClientThatEndsItsTlsSessionIsGone() {
        Connection channel = new Connection(handler);
        channel.pipeline().fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
        assertThat(channel.isOpen()).isFalse();
    }

    /** Netty would log it and let the client wait. */
    @Test
    void anAnswerThatFailsClosesTheConnection() {
        Connection channel = new Connection(handler);
        handler.onEventLoop(() -> {
            throw new StackOverflowError("planned");
        });
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
    }

    /** What Netty throws when there is no memory for what a client sends. */
    @Test
    void aClientForWhichThereIsNoMemoryIsToldAndHealthSaysSo() {
        for (int i = 0; i < 2; i++) {
            Connection channel = new Connection(new Handler());
            channel.pipeline().fireExceptionCaught(new OutOfMemoryError("planned"));

            ByteBuf words = channel.readOutbound();
            assertThat(words.isDirect()).isTrue();
            assertThat(words.toString(StandardCharsets.US_ASCII)).isEqualTo("421");
            assertThat(channel.isOpen()).isFalse();
        }
        assertThat(MemoryTrouble.SHARED.trouble()).isPresent();
    }

    private static final class Warnings extends java.util.logging.Handler {
        private int count;

        @Override
        public void publish(LogRecord line) {
            count += line.getLevel().intValue() >= Level.WARNING.intValue() ? 1 : 0;
        }

        @Override
        public void flush() {
            // nothing is kept
        }

        @Override
        public void close() {
            // nor is anything open
        }
    }

    @Test
    void aClientForWhichTlsHasNoMemoryIsTold() {
        Connection channel = new Connection(handler);
        channel.pipeline().fireExceptionCaught(new DecoderException(new OutOfMemoryError("planned")));
        assertThat(channel.<ByteBuf>readOutbound().toString(StandardCharsets.US_ASCII))
                .isEqualTo("421");
    }

    /** The JDK throws more than it says, as a ClassCastException where a client sends a HelloRequest. */
    @ParameterizedTest
    @MethodSource
    void clientsThatBreakTlsFillNoLog(Throwable cause, int warnings) {
        Warnings log = new Warnings();
        Logger logger = Logger.getLogger(SessionHandler.class.getName());
        logger.addHandler(log);
        try {
            Connection channel = new Connection(handler);
            channel.pipeline().fireExceptionCaught(cause);
            assertThat(channel.isOpen()).isFalse();
        } finally {
            logger.removeHandler(log);
        }
        assertThat(log.count).isEqualTo(warnings);
    }

    static Stream<Arguments> clientsThatBreakTlsFillNoLog() {
        return Stream.of(
                Arguments.of(new DecoderException(new SSLException("planned")), 0),
                Arguments.of(new DecoderException(new ClassCastException("planned")), 0),
                Arguments.of(new IOException("planned"), 0),
                Arguments.of(new ClassCastException("planned"), 1));
    }

    @Test
    void aReplyThatCannotBeWrittenClosesTheConnection() {
        Connection channel = new Connection(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                        ReferenceCountUtil.release(message);
                        promise.tryFailure(new OutOfMemoryError("planned"));
                    }
                },
                handler);
        handler.write(new byte[] {'2', '5', '0'});
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void troubleWithMemoryIsForgottenAfterAWhile() {
        AtomicLong time = new AtomicLong();
        MemoryTrouble trouble = new MemoryTrouble(time::get);
        trouble.note(new StackOverflowError("planned"));
        assertThat(trouble.trouble()).isEmpty();
        trouble.note(new OutOfMemoryError("planned"));
        assertThat(trouble.trouble()).isPresent();
        time.set(TimeUnit.SECONDS.toNanos(MemoryTrouble.SECONDS));
        assertThat(trouble.trouble()).isEmpty();
    }
}
