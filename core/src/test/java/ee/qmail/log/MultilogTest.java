package ee.qmail.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultilogTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000_000, 500);
    private static final String STAMP = "@400000003b9aca0a000001f4";

    @TempDir
    Path directory;

    private Multilog open(long size, int files) throws IOException {
        return Multilog.inBackground(directory, size, files, Clock.fixed(NOW, ZoneOffset.UTC), Runnable::run);
    }

    private List<Path> rotated() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().startsWith("@"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void log2StampIsTai64n() {
        assertThat(Tai64n.stamp(NOW)).isEqualTo(STAMP);
    }

    @Test
    void appendsToWhatIsThere() throws IOException {
        Files.writeString(directory.resolve("current"), "old\n");
        try (Multilog log = open(1000, 2)) {
            log.append("a\nb");
            assertThat(directory.resolve("current")).content().isEqualTo("old\n" + STAMP + " a/b\n");
        }
    }

    @Test
    void isMadeAgainWhenItsDirectoryIsRemoved() throws IOException {
        try (Multilog log = open(1000, 2)) {
            log.append("a");
            Files.delete(directory.resolve("current"));
            Files.delete(directory);
            log.append("b");
        }
        assertThat(directory.resolve("current")).content().isEqualTo(STAMP + " b\n");
    }

    @Test
    void rotatesBetweenLinesAndRemovesTheOldest() throws IOException {
        try (Multilog log = open(60, 2)) {
            IntStream.range(0, 8).forEach(i -> log.append("n" + i)); // 29 octets each, two to a file
        }
        assertThat(directory.resolve("current")).content().isEqualTo(STAMP + " n6\n" + STAMP + " n7\n");
        assertThat(rotated()).hasSize(2).allMatch(file -> file.toString().endsWith(".s"));
        assertThat(rotated().get(0)).content().isEqualTo(STAMP + " n2\n" + STAMP + " n3\n");
    }

    @Test
    void losesNoLineWithManyThreadsAndRotations() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (Multilog log = open(5000, 1000)) {
            for (int t = 0; t < 8; t++) {
                int number = t;
                Thread thread = new Thread(() -> IntStream.range(0, 1000).forEach(i -> log.append(number + "/" + i)));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        List<String> lines = new ArrayList<>();
        for (Path file : rotated()) {
            lines.addAll(Files.readAllLines(file));
            assertThat(Files.size(file)).isLessThanOrEqualTo(5000);
        }
        lines.addAll(Files.readAllLines(directory.resolve("current")));
        assertThat(lines).hasSize(8000).doesNotHaveDuplicates();
    }

    @Test
    void inTheBackgroundLinesAreWrittenTogetherAndNotByTheCaller() throws IOException {
        List<Runnable> tasks = new ArrayList<>();
        Path later = directory.resolve("later");
        try (Multilog log = Multilog.inBackground(later, 1000, 2, Clock.fixed(NOW, ZoneOffset.UTC), tasks::add)) {
            log.append("a");
            log.append("b");
            assertThat(later).doesNotExist();
            assertThat(tasks).hasSize(1);

            tasks.remove(0).run();
            assertThat(later.resolve("current")).content().isEqualTo(STAMP + " a\n" + STAMP + " b\n");

            log.append("c");
            assertThat(tasks).hasSize(1);
        }
        assertThat(later.resolve("current")).content().endsWith(" c\n");
    }

    @Test
    void inTheBackgroundMemoryIsBoundedAndWhatIsLostIsCounted() throws IOException {
        List<Runnable> tasks = new ArrayList<>();
        try (Multilog log =
                Multilog.inBackground(directory, 10_000_000, 2, Clock.fixed(NOW, ZoneOffset.UTC), tasks::add)) {
            String line = "x".repeat(1_000);
            IntStream.range(0, 2_000).forEach(i -> log.append(line));
            tasks.remove(0).run();
        }
        assertThat(directory.resolve("current"))
                .content()
                .hasSizeLessThan(1_001_000)
                .contains(" log lines lost");
    }

    @Test
    void whenNobodyCanWriteNowTheNextLineTriesAgain() throws IOException {
        List<Runnable> tasks = new ArrayList<>();
        boolean[] busy = {true};
        try (Multilog log = Multilog.inBackground(directory, 1000, 2, Clock.fixed(NOW, ZoneOffset.UTC), task -> {
            if (busy[0]) {
                throw new RejectedExecutionException("planned");
            }
            tasks.add(task);
        })) {
            log.append("a");
            busy[0] = false;
            log.append("b");
            tasks.remove(0).run();
            assertThat(directory.resolve("current")).content().isEqualTo(STAMP + " a\n" + STAMP + " b\n");
        }
    }

    @Test
    void saysHowManyLinesWereLost() throws IOException {
        Path away = directory.resolveSibling(directory.getFileName() + "-away");
        try (Multilog log = open(60, 2)) {
            log.append("n0");
            log.append("n1");
            Files.move(directory, away);
            Files.createFile(directory); // in the way
            log.append("n2");
            log.append("n3");
            Files.delete(directory);
            Files.move(away, directory);
            log.append("n4");
        }
        List<String> lines = Files.readAllLines(rotated().get(0));
        lines.addAll(Files.readAllLines(directory.resolve("current")));
        assertThat(lines)
                .extracting(line -> line.substring(26))
                .containsExactly(
                        "n0",
                        "n1",
                        "warning: 2 log lines lost: unable to write to " + directory.resolve("current"),
                        "n4");
    }
}
