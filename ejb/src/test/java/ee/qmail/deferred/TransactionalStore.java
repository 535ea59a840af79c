package ee.qmail.deferred;

import ee.qmail.directory.TestDatabase;
import ee.qmail.home.NodeId;
import ee.qmail.jms.Job;
import ee.qmail.jms.Ticket;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.QueueId;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The store with a transaction around each call, as the container puts one. */
public class TransactionalStore extends DeferredStore {
    public TransactionalStore() {
        this("0000000000000001");
    }

    public TransactionalStore(String nodeId) {
        node = new NodeId(nodeId);
    }

    private <T> T inTransaction(Supplier<T> call) {
        try (EntityManager manager = TestDatabase.open()) {
            entities = manager;
            manager.getTransaction().begin();
            T result = call.get();
            manager.getTransaction().commit();
            return result;
        }
    }

    private void run(Runnable call) {
        inTransaction(() -> {
            call.run();
            return null;
        });
    }

    @Override
    public boolean has(QueueId id, int job) {
        return inTransaction(() -> super.has(id, job));
    }

    @Override
    public void handOver(Job job, List<DeliveryReport> reports, Instant nextAttempt, int attempts) {
        run(() -> super.handOver(job, reports, nextAttempt, attempts));
    }

    @Override
    public List<DueJob> due(Instant now, int most) {
        return inTransaction(() -> super.due(now, most));
    }

    @Override
    public List<Idle> idle(QueueId id, Instant now) {
        return inTransaction(() -> super.idle(id, now));
    }

    @Override
    public int releaseOwn() {
        return inTransaction(super::releaseOwn);
    }

    @Override
    public Optional<Claim> claim(Ticket ticket, Instant now) {
        return inTransaction(() -> super.claim(ticket, now));
    }

    @Override
    public void postpone(Ticket ticket, Instant nextAttempt) {
        run(() -> super.postpone(ticket, nextAttempt));
    }

    @Override
    public void giveBack(Claim claim, Instant nextAttempt) {
        run(() -> super.giveBack(claim, nextAttempt));
    }

    @Override
    public void record(Job job, List<DeliveryReport> reports, Instant nextAttempt) {
        run(() -> super.record(job, reports, nextAttempt));
    }

    @Override
    public void recordLast(Job job, List<DeliveryReport> reports, Instant now) {
        run(() -> super.recordLast(job, reports, now));
    }

    @Override
    public Optional<Failures> gather(Job job, Instant now) {
        return inTransaction(() -> super.gather(job, now));
    }

    @Override
    public void delete(Job job, List<Integer> numbers) {
        run(() -> super.delete(job, numbers));
    }

    @Override
    public long count() {
        return inTransaction(super::count);
    }

    /** Rows of a table, to see that nothing is left. */
    public long rows(String entity) {
        return inTransaction(() -> entities.createQuery("select count(e) from " + entity + " e", Long.class)
                .getSingleResult());
    }

    /** As 0.1.0 has written it. */
    void asEarlierVersion(String recipient, String text) {
        run(() -> entities.createQuery("update DeferredRecipient r set r.report.detail = :text, r.report.reason = null,"
                        + " r.report.status = null, r.report.did = null, r.reported = null where r.address = :address")
                .setParameter("text", text)
                .setParameter("address", recipient)
                .executeUpdate());
    }

    public void empty() {
        run(() -> {
            for (String entity : List.of("DeferredRecipient", "DeferredJob", "DeferredBodyPart", "DeferredMessage")) {
                entities.createQuery("delete from " + entity).executeUpdate();
            }
        });
    }
}
