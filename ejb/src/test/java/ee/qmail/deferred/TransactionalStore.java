package ee.qmail.deferred;

import ee.qmail.directory.TestDatabase;
import ee.qmail.home.NodeId;
import ee.qmail.jms.Job;
import ee.qmail.jms.Ticket;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.QueueId;
import ee.qmail.message.SpooledBody;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The store with a transaction around each call, as the container puts one. */
public class TransactionalStore extends DeferredStore {
    private final NodeId node;

    public TransactionalStore() {
        this("0000000000000001");
    }

    public TransactionalStore(String nodeId) {
        node = new NodeId(nodeId);
    }

    private static <T> T inTransaction(Function<EntityManager, T> work) {
        try (EntityManager manager = TestDatabase.open()) {
            manager.getTransaction().begin();
            try {
                T result = work.apply(manager);
                manager.getTransaction().commit();
                return result;
            } finally {
                if (manager.getTransaction().isActive()) {
                    manager.getTransaction().rollback();
                }
            }
        }
    }

    private <T> T call(Function<DeferredStore, T> call) {
        return inTransaction(manager -> call.apply(new DeferredStore(manager, node)));
    }

    private void run(Consumer<DeferredStore> call) {
        call(store -> {
            call.accept(store);
            return null;
        });
    }

    @Override
    public boolean has(QueueId id, int job) {
        return call(store -> store.has(id, job));
    }

    @Override
    public void handOver(Job job, List<DeliveryReport> reports, Instant nextAttempt, int attempts) {
        run(store -> store.handOver(job, reports, nextAttempt, attempts));
    }

    @Override
    public void delayTold(Job job) {
        run(store -> store.delayTold(job));
    }

    @Override
    public List<DueJob> due(Instant now, int most) {
        return call(store -> store.due(now, most));
    }

    @Override
    public List<Idle> idle(QueueId id, Instant now) {
        return call(store -> store.idle(id, now));
    }

    @Override
    public Optional<Idle> idle(JobKey key, Instant now) {
        return call(store -> store.idle(key, now));
    }

    @Override
    public Optional<Job> drop(Ticket ticket, Instant now) {
        return call(store -> store.drop(ticket, now));
    }

    @Override
    public void postponeHeld(Collection<String> domains, Instant now, Instant nextAttempt) {
        run(store -> store.postponeHeld(domains, now, nextAttempt));
    }

    @Override
    public Optional<byte[]> beginning(QueueId id) {
        return call(store -> store.beginning(id));
    }

    @Override
    public int releaseOwn() {
        return call(DeferredStore::releaseOwn);
    }

    /** For whoever discards the claim's text. */
    public Optional<Claim> claim(Ticket ticket, Instant now) {
        return claim(ticket, now, opened -> {});
    }

    @Override
    public Optional<Claim> claim(Ticket ticket, Instant now, Consumer<SpooledBody> opened) {
        return call(store -> store.claim(ticket, now, opened));
    }

    @Override
    public void postpone(Ticket ticket, Instant nextAttempt) {
        run(store -> store.postpone(ticket, nextAttempt));
    }

    @Override
    public void giveBack(Claim claim, Instant nextAttempt) {
        run(store -> store.giveBack(claim, nextAttempt));
    }

    @Override
    public void record(Job job, List<DeliveryReport> reports, Instant nextAttempt) {
        run(store -> store.record(job, reports, nextAttempt));
    }

    @Override
    public void putOff(Job job, List<DeliveryReport> reports, Instant nextAttempt) {
        run(store -> store.putOff(job, reports, nextAttempt));
    }

    @Override
    public void recordLast(Job job, List<DeliveryReport> reports, Instant now) {
        run(store -> store.recordLast(job, reports, now));
    }

    @Override
    public Optional<Failures> gather(Job job, Instant now) {
        return call(store -> store.gather(job, now));
    }

    @Override
    public void delete(Job job, List<Integer> numbers) {
        run(store -> store.delete(job, numbers));
    }

    @Override
    public Optional<Instant> oldest() {
        return call(DeferredStore::oldest);
    }

    @Override
    public long count() {
        return call(DeferredStore::count);
    }

    /** As damage to the database leaves it. */
    void loseText() {
        inTransaction(manager -> manager.createQuery("delete from DeferredBodyPart p where p.key.seq > 0")
                .executeUpdate());
    }

    /** Rows of a table, to see that nothing is left. */
    public long rows(String entity) {
        return inTransaction(manager -> manager.createQuery("select count(e) from " + entity + " e", Long.class)
                .getSingleResult());
    }

    /** As 0.1.0 has written it. */
    void asEarlierVersion(String recipient, String text) {
        inTransaction(manager -> manager.createQuery(
                        "update DeferredRecipient r set r.report.detail = :text, r.report.reason = null,"
                                + " r.report.status = null, r.report.did = null, r.reported = null where r.address = :address")
                .setParameter("text", text)
                .setParameter("address", recipient)
                .executeUpdate());
    }

    public void empty() {
        inTransaction(manager -> {
            for (String entity : List.of("DeferredRecipient", "DeferredJob", "DeferredBodyPart", "DeferredMessage")) {
                manager.createQuery("delete from " + entity).executeUpdate();
            }
            return null;
        });
    }
}
