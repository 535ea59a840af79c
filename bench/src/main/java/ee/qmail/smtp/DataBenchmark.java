package ee.qmail.smtp;

import ee.qmail.bench.load.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** DATA of 4 KB in both directions, and the look for loops in its header; in the package of what it measures. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DataBenchmark {
    private static final int SIZE = 4096;

    private final String lines = new String(Message.ofSize(SIZE), StandardCharsets.ISO_8859_1);
    private final byte[] stored = Message.stored(SIZE);
    private final ByteBuffer wire = ByteBuffer.wrap((lines + ".\r\n").getBytes(StandardCharsets.ISO_8859_1));

    @Benchmark
    public void unstuff(Blackhole hole) {
        new DataDecoder().decode(wire.rewind(), (octets, length) -> hole.consume(octets));
    }

    @Benchmark
    public void stuff() throws IOException {
        DataEncoder encoder = new DataEncoder(OutputStream.nullOutputStream());
        encoder.write(stored, 0, stored.length);
        encoder.end();
    }

    @Benchmark
    public boolean headerScan() {
        HopCounter hops = new HopCounter();
        hops.text(stored, stored.length);
        return hops.isLooping();
    }
}
