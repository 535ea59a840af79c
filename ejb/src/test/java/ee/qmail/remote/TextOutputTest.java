package ee.qmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Another server that takes a text at a rate of its own, by a clock that goes on with each octet that it takes. */
class TextOutputTest {
    private static final Duration PATIENCE = Duration.ofMinutes(25);
    private static final byte[] BLOCK = new byte[16 * 1024];

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final Deadline deadline = Deadline.in(PATIENCE, Duration.ofHours(2), nanoTime::get);
    private double octetsPerSecond;

    private final TextOutput text = new TextOutput(
            new OutputStream() {
                @Override
                public void write(int octet) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void write(byte[] octets, int offset, int count) {
                    nanoTime.addAndGet((long) (count / octetsPerSecond * 1e9));
                }
            },
            deadline);

    /** Seconds until the time is over. */
    private long lasts(double rate) throws IOException {
        octetsPerSecond = rate;
        long begin = nanoTime.get();
        while (!deadline.isOver()) {
            text.write(BLOCK);
        }
        return Duration.ofNanos(nanoTime.get() - begin).toSeconds();
    }

    @Test
    void aServerThatKeepsReadingHasTheTimeOfAWholeDelivery() throws IOException {
        assertThat(lasts(1_100)).isBetween(7_190L, 7_215L);
    }

    /** 1 octet in 10 seconds, each time just in time for the limit of a single write. */
    @Test
    void aServerThatHardlyReadsHasTheTimeOfTheAnswers() throws IOException {
        assertThat(lasts(0.1)).isLessThan(PATIENCE.toSeconds() + (long) (BLOCK.length / 0.1));
        assertThat(nanoTime.get()).isNotZero();
    }

    @Test
    void aSlowerServerIsLeftSooner() throws IOException {
        assertThat(lasts(512)).isBetween(2 * PATIENCE.toSeconds(), 2 * PATIENCE.toSeconds() + 64);
    }

    @Test
    void fastReadsSaveNoTimeForLater() throws IOException {
        octetsPerSecond = 1e9;
        for (int i = 0; i < 1_000; i++) {
            text.write(BLOCK);
        }
        assertThat(deadline.remainingMillis()).isLessThanOrEqualTo(PATIENCE.toMillis());
    }

    /** The buffer of a connection is empty again: what follows a long wait is taken at once. */
    @Test
    void fastReadsAfterAWaitCountForTheWait() throws IOException {
        octetsPerSecond = 100;
        text.write(BLOCK); // 164 s
        octetsPerSecond = 1e9;
        for (int i = 0; i < 20; i++) {
            text.write(BLOCK);
        }
        assertThat(deadline.remainingMillis()).isBetween(PATIENCE.toMillis() - 100, PATIENCE.toMillis());
    }
}
