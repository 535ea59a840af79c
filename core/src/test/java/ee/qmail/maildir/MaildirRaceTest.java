package ee.qmail.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries, a reader that moves messages and a reader that only looks, all at once. */
class MaildirRaceTest {
    private static final int MESSAGES = 200;

    @TempDir
    Path path;

    @Test
    void aMessageOnceSeenIsNeverMissedAndEveryOneIsThereOnce() throws Exception {
        Maildir maildir = new Maildir(path);
        maildir.create();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> deliveries = new ArrayList<>();
            deliveries.add(CompletableFuture.runAsync(() -> deliver(maildir, 0), threads));
            deliveries.add(CompletableFuture.runAsync(() -> deliver(maildir, 1), threads));
            deliveries.add(threads.submit(() -> moveAll(maildir)));
            look(maildir, deliveries);
        } finally {
            threads.shutdownNow();
        }
        assertThat(maildir.list()).hasSize(MESSAGES).noneMatch(MaildirMessage::fresh);
    }

    private static void deliver(Maildir maildir, int parity) {
        for (int i = 1; i <= MESSAGES; i++) {
            if (i % 2 == parity) {
                DeliveryName name = DeliveryName.of(Instant.ofEpochSecond(i), new QueueId(i), "ana");
                try {
                    maildir.deliver(name, new byte[0], Body.of("x\n"), Attempt.FIRST);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static Void moveAll(Maildir maildir) throws IOException {
        int moved = 0;
        while (moved < MESSAGES && !Thread.currentThread().isInterrupted()) {
            for (MaildirMessage message : maildir.list()) {
                if (message.fresh()) {
                    maildir.markSeen(message);
                    moved++;
                }
            }
        }
        return null;
    }

    private static void look(Maildir maildir, List<Future<?>> work)
            throws IOException, InterruptedException, ExecutionException {
        Set<String> seen = new HashSet<>();
        while (!work.stream().allMatch(Future::isDone)) {
            Set<String> now =
                    maildir.list().stream().map(MaildirMessage::uniqueId).collect(Collectors.toSet());
            assertThat(now).containsAll(seen);
            seen = now;
            failIfOneFailed(work);
        }
        failIfOneFailed(work);
    }

    private static void failIfOneFailed(List<Future<?>> work) throws InterruptedException, ExecutionException {
        for (Future<?> one : work) {
            if (one.isDone()) {
                one.get();
            }
        }
    }
}
