package ee.qmail.rar.application;

import ee.qmail.attempts.WorkNotes;
import ee.qmail.contract.MailConsumer.Door;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Calls of beans with the limits of a new server: 10 local deliveries at once, 6 SMTP clients. */
final class FakeCalls {
    private FakeCalls() {}

    static BeanGate gate(LongSupplier nanos) {
        return new BeanGate(Map.of(Door.QUEUE, () -> 10, Door.SMTP, () -> 6), nanos);
    }

    /** None of its beans has ended a server. */
    static BeanCalls of(Executor threads, LongSupplier nanos, Consumer<String> log) {
        try {
            Path directory = Files.createTempDirectory("beans");
            return of(threads, nanos, log, BeanTrials.open(directory, Clock.systemUTC(), log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BeanCalls of(Executor threads, LongSupplier nanos, Consumer<String> log, BeanTrials trials) {
        return new BeanCalls(gate(nanos), threads, nanos, new BeanLog(log, nanos), WorkNotes.none(), trials);
    }
}
