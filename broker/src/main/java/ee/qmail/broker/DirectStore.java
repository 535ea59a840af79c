package ee.qmail.broker;

import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.DuplicateIdException;
import ee.qmail.contract.NeverStoredException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.activemq.artemis.api.core.ActiveMQDuplicateIdException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;

/**
 * One transaction that stores messages in the broker, run by the thread that waits for it. What the broker has to do
 * when the journal is on disk is done on that thread too.
 */
final class DirectStore {
    private static final Logger LOG = Logger.getLogger(DirectStore.class.getName());

    /** As long as a JMS client waits for an answer. */
    private static final long PATIENCE_SECONDS = 30;

    private static final int ROOM_FOR_PROPERTIES = 1024;

    /** Octets of bodies in one unit; those of further messages get files of their own, small as they are. */
    private static final int MAX_IN_MEMORY = 32 * 1024 * 1024;

    /** Octets that the journal adds to a message. */
    private static final int ROOM_FOR_RECORD = 1024;

    private static final int PIECE = 64 * 1024;

    private final ActiveMQServer server;
    private final Afterwards afterwards;
    /** Have a file that is nobody's until the commit. */
    private final List<LargeServerMessage> large = new ArrayList<>();

    private long inMemory;

    private volatile boolean stored;
    private volatile IOException failure;

    DirectStore(ActiveMQServer server) {
        this.server = server;
        this.afterwards = new Afterwards(server.getExecutorFactory().getExecutor());
    }

    void store(List<BrokerMessage> unit) throws IOException {
        StorageManager storage = server.getStorageManager();
        OperationContext outer = storage.getContext();
        OperationContext own = new OperationContextImpl(afterwards);
        storage.setContext(own);
        try {
            commit(unit, storage);
            own.executeOnCompletion(new Completion());
            await(unit);
        } finally {
            storage.setContext(outer);
            afterwards.leave();
        }
    }

    private void commit(List<BrokerMessage> unit, StorageManager storage) throws IOException {
        Transaction transaction = new TransactionImpl(storage);
        try {
            for (BrokerMessage message : unit) {
                route(message, transaction, storage);
            }
            transaction.commit();
        } catch (ActiveMQDuplicateIdException e) {
            // commit has rolled back
            deleteFiles();
            throw new DuplicateIdException(
                    "one of " + unit.size() + " messages for " + unit.get(0).queue() + " is there already", e);
        } catch (NeverStoredException e) {
            rollBack(transaction, e);
            deleteFiles();
            throw e;
        } catch (Exception | Error e) {
            rollBack(transaction, e);
            deleteFiles();
            throw new IOException(unit.size() + " messages for " + unit.get(0).queue() + " are not stored", e);
        }
    }

    /** Routing alone would drop what no queue takes. */
    private void route(BrokerMessage message, Transaction transaction, StorageManager storage) throws Exception {
        RoutingStatus status = server.getPostOffice().route(encode(message, storage), transaction, false);
        if (status == RoutingStatus.NO_BINDINGS || status == RoutingStatus.NO_BINDINGS_DLA) {
            throw new IOException("the broker has no queue " + message.queue());
        }
    }

    private static void rollBack(Transaction transaction, Throwable failure) {
        try {
            transaction.rollback();
        } catch (Exception | Error e) {
            failure.addSuppressed(e);
        }
    }

    private Message encode(BrokerMessage message, StorageManager storage) throws Exception {
        long id = storage.generateID();
        long size = message.body().size();
        if (size > BrokerMessage.LARGE || inMemory + size > MAX_IN_MEMORY) {
            CoreMessage head = head(message, id, 0);
            requireRoom(message, head, 0, storage);
            return encodeLarge(message, storage.createCoreLargeMessage(id, head));
        }
        inMemory += size;
        CoreMessage core = head(message, id, (int) size);
        requireRoom(message, core, size, storage);
        try (InputStream in = message.body().open()) {
            core.getBodyBuffer().writeBytes(in.readNBytes((int) size));
        }
        return core;
    }

    /**
     * The journal takes no larger record, however often it is tried.
     *
     * @param body octets of the body in the record
     */
    private static void requireRoom(BrokerMessage message, CoreMessage head, long body, StorageManager storage) {
        long size = head.getHeadersAndPropertiesEncodeSize() + body + ROOM_FOR_RECORD;
        if (size > storage.getMaxRecordSize()) {
            throw new NeverStoredException(
                    "a message for " + message.queue() + " has " + size
                            + " octets without what could be in a file; must be at most " + storage.getMaxRecordSize(),
                    null);
        }
    }

    private Message encodeLarge(BrokerMessage message, LargeServerMessage core) throws Exception {
        large.add(core);
        try (InputStream in = message.body().open()) {
            for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
                core.addBytes(piece);
            }
        }
        core.releaseResources(true, true);
        core.toMessage()
                .putLongProperty(Message.HDR_LARGE_BODY_SIZE, message.body().size());
        core.setStorageManager(server.getStorageManager());
        return core.toMessage();
    }

    private void deleteFiles() {
        for (LargeServerMessage message : large) {
            try {
                message.deleteFile();
            } catch (Exception | Error e) {
                LOG.log(Level.WARNING, e, () -> "the broker's file of message " + message.getMessageID() + " stays");
            }
        }
    }

    private static CoreMessage head(BrokerMessage message, long id, int size) {
        CoreMessage core = new CoreMessage(id, size + ROOM_FOR_PROPERTIES);
        core.setType(Message.BYTES_TYPE);
        core.setDurable(true);
        core.setTimestamp(System.currentTimeMillis());
        core.setAddress(message.queue());
        core.setRoutingType(RoutingType.ANYCAST);
        for (Map.Entry<String, Object> property : message.properties().entrySet()) {
            core.putObjectProperty(property.getKey(), property.getValue());
        }
        if (message.duplicateId() != null) {
            core.putStringProperty(Message.HDR_DUPLICATE_DETECTION_ID.toString(), message.duplicateId());
        }
        return core;
    }

    private void await(List<BrokerMessage> unit) throws IOException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!stored && failure == null) {
                Runnable next = afterwards.next(giveUp - System.nanoTime());
                if (next == null) {
                    throw new IOException("the journal has not stored " + unit.size() + " messages in "
                            + PATIENCE_SECONDS + " seconds: is its disk stuck?");
                }
                next.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + unit.size() + " messages were stored", e);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Comes after all that the transaction has left to do. */
    private final class Completion implements IOCallback {
        @Override
        public void done() {
            afterwards.execute(() -> stored = true);
        }

        @Override
        public void onError(int code, String message) {
            afterwards.execute(() -> failure = new IOException("the journal cannot be written: " + message));
        }
    }

    /**
     * Runs the steps after the journal's: on the thread that waits, or on the broker's threads once it waits no more.
     */
    private static final class Afterwards implements Executor {
        private final Executor broker;
        private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
        private boolean left;

        Afterwards(Executor broker) {
            this.broker = broker;
        }

        @Override
        public synchronized void execute(Runnable task) {
            if (left) {
                broker.execute(task);
            } else {
                work.add(task);
            }
        }

        /** @return null if nothing came in that time */
        Runnable next(long nanos) throws InterruptedException {
            return work.poll(nanos, TimeUnit.NANOSECONDS);
        }

        synchronized void leave() {
            left = true;
            for (Runnable task = work.poll(); task != null; task = work.poll()) {
                broker.execute(task);
            }
        }
    }
}
