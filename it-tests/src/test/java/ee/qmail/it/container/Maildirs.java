package ee.qmail.it.container;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What has arrived, read from the files. */
record Maildirs(QmailHome home) {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    List<String> of(String name) {
        Path maildir = home.mail().resolve(Container.HOST).resolve(name).resolve("Maildir/new");
        List<String> texts = new ArrayList<>();
        if (Files.exists(maildir)) {
            try (Stream<Path> files = Files.list(maildir)) {
                for (Path file : files.toList()) {
                    texts.add(Files.readString(file, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return texts;
    }

    /** The only one. */
    String await(String name) {
        until(() -> !of(name).isEmpty());
        assertThat(of(name)).as("mail of %s", name).hasSize(1);
        return of(name).get(0);
    }

    /** Or {@link #PATIENCE} is over. */
    static void until(BooleanSupplier done) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
