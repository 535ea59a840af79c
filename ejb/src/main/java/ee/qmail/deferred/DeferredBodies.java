package ee.qmail.deferred;

import ee.qmail.jms.JobMessages;
import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import ee.qmail.message.SpooledBody;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;

/** The texts of messages that wait, in pieces of which one at a time is in memory. Part of the caller's transaction. */
final class DeferredBodies {
    /** Pieces that go with one statement: H2 has all rows in memory that it deletes. */
    private static final int AT_ONCE = 8;

    private final EntityManager entities;

    DeferredBodies(EntityManager entities) {
        this.entities = entities;
    }

    void store(QueueId id, Body body) {
        try (InputStream in = body.open()) {
            int seq = 0;
            for (byte[] part = in.readNBytes(DeferredBodyPart.SIZE);
                    part.length > 0;
                    part = in.readNBytes(DeferredBodyPart.SIZE)) {
                entities.persist(new DeferredBodyPart(new DeferredBodyPart.Key(id.value(), seq++), part));
                entities.flush();
                entities.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the text of message " + id + " cannot be read", e);
        }
    }

    /**
     * Reads a text into memory if it is small, else into a temporary file.
     *
     * @param size octets of it
     * @param opened gets the body before anything is in it, and discards it, also if this fails
     * @throws IllegalStateException if pieces are missing
     */
    SpooledBody read(long queueId, long size, Consumer<SpooledBody> opened) {
        SpooledBody body = JobMessages.newBody();
        opened.accept(body);
        try {
            int seq = 0;
            for (byte[] part = part(queueId, seq); part != null; part = part(queueId, ++seq)) {
                body.write(part, 0, part.length);
            }
            body.close();
            if (body.size() != size) {
                throw new IllegalStateException(
                        "the text of message " + queueId + " has " + body.size() + " octets: must have " + size);
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException("the text of message " + queueId + " cannot be spooled", e);
        }
    }

    private byte[] part(long queueId, int seq) {
        DeferredBodyPart part = entities.find(DeferredBodyPart.class, new DeferredBodyPart.Key(queueId, seq));
        if (part == null) {
            return null;
        }
        entities.detach(part);
        return part.octets();
    }

    /** The first piece. */
    Optional<byte[]> first(QueueId id) {
        return Optional.ofNullable(part(id.value(), 0));
    }

    /** Deletes a text that no job needs any more. */
    void deleteUnlessNeeded(QueueId id) {
        int deleted = AT_ONCE;
        for (int seq = 0; deleted == AT_ONCE; seq += AT_ONCE) {
            deleted = entities.createQuery("delete from DeferredBodyPart b where b.key.queueId = :id"
                            + " and b.key.seq >= :first and b.key.seq < :end"
                            + " and not exists (select 1 from DeferredJob j where j.key.queueId = :id)")
                    .setParameter("id", id.value())
                    .setParameter("first", seq)
                    .setParameter("end", seq + AT_ONCE)
                    .executeUpdate();
        }
    }
}
