package ee.qmail.bench.micro;

import ee.qmail.bench.load.Message;
import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Peer;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.message.SpooledBody;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.smtp.SmtpSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The protocol engine without a socket: a line by itself, and a message of 4 KB from MAIL to 250. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SmtpSessionBenchmark {
    private static final int SIZE = 4096;
    private static final int IN_MEMORY = 256 * 1024;

    private final ByteBuffer line = octets("NOOP\r\n", new byte[0]);
    private final ByteBuffer message = octets(
            "MAIL FROM:<sender@client.example> SIZE=4096\r\nRCPT TO:<user@bench.example>\r\nDATA\r\n",
            Message.ofSize(SIZE));
    private SmtpSession session;

    /** Says yes to everything, at once. */
    private final class Yes implements SmtpSession.Shell {
        private final Blackhole hole;

        Yes(Blackhole hole) {
            this.hole = hole;
        }

        @Override
        public void write(byte[] octets) {
            hole.consume(octets);
        }

        @Override
        public SpooledBody newBody() {
            return new SpooledBody(Path.of("."), IN_MEMORY);
        }

        @Override
        public void checkRecipient(String sender, String recipient, long size) {
            session.recipientChecked(RecipientVerdict.ACCEPTED);
        }

        @Override
        public void accept(InboundMessage accepted) {
            session.accepted();
        }

        @Override
        public void deliver(InboundMessage accepted) {
            throw new IllegalStateException("no recipient is accepted alone");
        }

        @Override
        public void disconnect() {
            throw new IllegalStateException("the session has ended");
        }

        @Override
        public void disconnectDraining() {
            disconnect();
        }

        @Override
        public void trouble(String what, IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    @Setup
    public void open(Blackhole hole) {
        InetSocketAddress here = new InetSocketAddress("127.0.0.1", 25);
        SmtpPolicy policy = SmtpPolicy.open("mail.example", "mail.example", 0, 1000, Duration.ofMinutes(20), 1000);
        session = new SmtpSession(
                new Client(new Peer(here, here), Door.MX), policy, SaslOffer.NONE, Clock.systemUTC(), new Yes(hole));
        session.open();
        session.input(octets("EHLO client.example\r\n", new byte[0]));
    }

    @Benchmark
    public void commandLine() {
        session.input(line.rewind());
    }

    @Benchmark
    public void wholeMessage() {
        session.input(message.rewind());
    }

    private static ByteBuffer octets(String commands, byte[] text) {
        byte[] end = text.length == 0 ? text : ".\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] begin = commands.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(begin.length + text.length + end.length)
                .put(begin)
                .put(text)
                .put(end);
    }
}
