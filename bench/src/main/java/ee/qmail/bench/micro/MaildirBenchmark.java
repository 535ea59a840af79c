package ee.qmail.bench.micro;

import ee.qmail.bench.load.Message;
import ee.qmail.maildir.Attempt;
import ee.qmail.maildir.Delivery;
import ee.qmail.maildir.DeliveryName;
import ee.qmail.maildir.Maildir;
import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The durable delivery of 4 KB into a Maildir in the working directory, which the disk decides. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 2)
public class MaildirBenchmark {
    private static final int SIZE = 4096;

    private final Body body = Body.of(new String(Message.stored(SIZE), StandardCharsets.US_ASCII));
    private final byte[] head = "Return-Path: <sender@client.example>\nDelivered-To: user@bench.example\n"
            .getBytes(StandardCharsets.US_ASCII);
    private Path directory;
    private Maildir maildir;

    @Setup
    public void create() throws IOException {
        directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "bench-maildir");
        maildir = new Maildir(directory.resolve("Maildir"));
        maildir.create();
    }

    @Benchmark
    public Delivery deliver() throws IOException {
        DeliveryName name = DeliveryName.of(Instant.now(), QueueId.next(), "user@bench.example");
        return maildir.deliver(name, head, body, Attempt.FIRST);
    }

    @TearDown(Level.Iteration)
    public void empty() throws IOException {
        deleteIn(maildir.path().resolve("new"));
    }

    @TearDown
    public void delete() throws IOException {
        for (String part : List.of("tmp", "new", "cur")) {
            deleteIn(maildir.path().resolve(part));
            Files.delete(maildir.path().resolve(part));
        }
        Files.delete(maildir.path());
        Files.delete(directory);
    }

    private static void deleteIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
