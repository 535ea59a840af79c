package ee.qmail.bench.micro;

import ee.qmail.bench.load.Message;
import ee.qmail.jms.Job;
import ee.qmail.jms.JobBundle;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Envelopes and texts of ten jobs of 4 KB, as they go into the broker and come out; in the package of the measured class. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JobBundleBenchmark {
    private static final int JOBS = 10;
    private static final int SIZE = 4096;

    private final List<Job> jobs = IntStream.range(0, JOBS)
            .mapToObj(number -> new Job(
                    new QueueId(number + 1L),
                    1,
                    1,
                    Channel.LOCAL,
                    "bench.example",
                    new Envelope("sender@client.example", List.of("bench.example-user" + number + "@bench.example")),
                    Body.of(Message.ofSize(SIZE)),
                    SIZE,
                    Instant.EPOCH))
            .toList();

    private final byte[] encoded = JobBundle.encode(jobs);

    @Benchmark
    public byte[] encode() {
        return JobBundle.encode(jobs);
    }

    @Benchmark
    public List<Job> decode() {
        return JobBundle.decode(encoded);
    }
}
