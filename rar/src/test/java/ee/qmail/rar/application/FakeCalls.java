package ee.qmail.rar.application;

import ee.qmail.attempts.WorkNotes;
import ee.qmail.contract.MailConsumer.Door;
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

    static BeanCalls of(Executor threads, LongSupplier nanos, Consumer<String> log) {
        return new BeanCalls(gate(nanos), threads, nanos, new BeanLog(log, nanos), WorkNotes.none());
    }
}
