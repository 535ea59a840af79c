package ee.qmail.bench.cases;

import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The speed that the disk allows a log: records of one size appended to a file, and one fdatasync per batch. Nothing that
 * answers for a message can be faster than this.
 *
 * @param directory on the same file system as the peers
 */
record FloorCase(String name, String about, int batch, int size, Duration time, Path directory) implements Case {
    @Override
    public Ability needs() {
        return Ability.NONE;
    }

    @Override
    public Outcome measure(Peer none) {
        Path file = directory.resolve("floor.log");
        ByteBuffer records = ByteBuffer.allocateDirect(batch * size);
        try (FileChannel log = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            long begin = System.nanoTime();
            long written = 0;
            while (System.nanoTime() - begin < time.toNanos()) {
                records.clear();
                while (records.hasRemaining()) {
                    log.write(records);
                }
                log.force(false);
                written += batch;
            }
            double rate = MailCase.perSecond(written, System.nanoTime() - begin);
            Files.deleteIfExists(file);
            return Outcome.of(0, Metric.SYNCED, rate);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }
}
