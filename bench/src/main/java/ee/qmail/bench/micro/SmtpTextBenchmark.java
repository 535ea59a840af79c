package ee.qmail.bench.micro;

import ee.qmail.bench.load.Message;
import ee.qmail.smtp.DataDecoder;
import ee.qmail.smtp.DataEncoder;
import ee.qmail.smtp.HopCounter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
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

/** A message of 4 KB on its way in and out: taking the dots away, counting hops, putting the dots back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SmtpTextBenchmark {
    private static final int SIZE = 4096;

    private final byte[] stored = Message.stored(SIZE);
    private final ByteBuffer wire;

    public SmtpTextBenchmark() {
        byte[] text = Message.ofSize(SIZE);
        wire = ByteBuffer.allocate(text.length + 3).put(text).put(new byte[] {'.', '\r', '\n'});
    }

    @Benchmark
    public Object unstuff(Blackhole hole) {
        return new DataDecoder().decode(wire.rewind(), (octets, length) -> hole.consume(octets));
    }

    @Benchmark
    public boolean headerScan() {
        HopCounter hops = new HopCounter();
        hops.text(stored, stored.length);
        return hops.isLooping();
    }

    @Benchmark
    public void stuff() throws IOException {
        DataEncoder encoder = new DataEncoder(OutputStream.nullOutputStream());
        encoder.write(stored, 0, stored.length);
        encoder.end();
    }
}
