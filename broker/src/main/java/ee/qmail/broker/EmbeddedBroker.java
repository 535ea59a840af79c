package ee.qmail.broker;

import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.InProcessBroker;
import ee.qmail.contract.Queues;
import ee.qmail.loop.SignOfLife;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.transaction.xa.Xid;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.postoffice.PostOffice;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.transaction.ResourceManager;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * The broker: its journal in one directory, qmail's queues, and rules for what happens when it is full or stuck. One
 * that has stopped itself has no paging manager and no post office.
 */
final class EmbeddedBroker implements InProcessBroker {
    private static final Logger LOG = Logger.getLogger(EmbeddedBroker.class.getName());
    private static final String ACCEPTOR = "network";

    private final Path directory;
    private final boolean forThisProcessAlone;
    private final String bind;
    private final Integer port;
    private final Configuration configuration;
    final EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    private final JournalInventory inventory;
    private boolean whole;
    private MessageTrials trials;
    private FileChannel lockFile;
    private FileLock lock;
    private BrokerDoor door;
    private InetSocketAddress address;
    private final Set<QueueActivation> activations = ConcurrentHashMap.newKeySet();

    EmbeddedBroker(Path directory, String bind, Integer port, BrokerSecurity security) {
        this.directory = directory;
        this.forThisProcessAlone = port == null;
        this.bind = bind;
        this.port = port;
        this.inventory = new JournalInventory(directory);
        this.configuration = BrokerConfiguration.of(directory, port, ACCEPTOR);
        server.setConfiguration(configuration);
        server.setSecurityManager(security);
    }

    synchronized void start() throws Exception {
        Files.createDirectories(directory);
        takeLock();
        try {
            inventory.check();
            trials = MessageTrials.open(directory);
            if (trials.areNeeded()) {
                configuration.registerBrokerPlugin(trials); // each message costs somewhat more then
            }
            OwnTransactions own = OwnTransactions.open(directory);
            configuration.registerBrokerPlugin(own);
            inventory.starting();
            server.start();
            if (!server.getActiveMQServer().isActive()) {
                throw new IOException(JournalFiles.trouble(directory));
            }
            inventory.running();
            rollBackPrepared(own);
            openDoor();
            whole = true;
            InProcessBroker.RUNNING.add(this);
        } catch (Exception e) {
            stopAfter(e);
            throw e;
        }
    }

    /**
     * Transactions that were prepared when the process died. Their manager was in the same process and has kept no
     * record of them, so none will ever be told to commit (presumed abort); its application does the work again. Where
     * the broker has a port there may be those of other processes, whose managers will ask for them.
     */
    private void rollBackPrepared(OwnTransactions own) throws Exception {
        ResourceManager transactions = server.getActiveMQServer().getResourceManager();
        for (Xid xid : transactions.getPreparedTransactions()) {
            boolean isOwn = forThisProcessAlone || own.isLeft(xid);
            Transaction transaction = isOwn ? transactions.removeTransaction(xid, null) : null;
            if (transaction != null) {
                transaction.rollback();
                LOG.log(Level.INFO, "a transaction that was prepared before the start is rolled back: {0}", xid);
            }
        }
        own.settled();
    }

    private void openDoor() throws IOException {
        if (forThisProcessAlone) {
            return;
        }
        door = new BrokerDoor(connection -> {
            if (!(server.getActiveMQServer().getRemotingService().getAcceptor(ACCEPTOR)
                    instanceof NettyAcceptor acceptor)) {
                throw new IllegalStateException("the broker is not up");
            }
            acceptor.transfer(connection);
        });
        address = door.open(bind, port);
    }

    /** Null without a port. */
    InetSocketAddress address() {
        return address;
    }

    private void stopAfter(Exception failure) {
        try {
            stop();
        } catch (IllegalStateException e) {
            failure.addSuppressed(e);
        }
    }

    /** Artemis itself waits silently for a second broker on its directory to end; an error is more useful. */
    private void takeLock() throws IOException {
        Path file = directory.resolve("broker.lock");
        lockFile = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            lockFile.close();
            throw new IOException(directory + " is in use by another broker (" + file + " is locked): stop it, or give "
                    + "this server a home of its own");
        }
    }

    /**
     * Artemis stops itself when its journal cannot be written. Starts it again, if it can; to be called now and then.
     * What was committed before is in the journal.
     */
    synchronized void startAgainIfStopped() {
        if (lock == null) {
            return;
        }
        try {
            if (!server.getActiveMQServer().isStarted()) {
                server.start();
                LOG.log(Level.WARNING, "the broker had stopped itself and is started again");
            }
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the broker has stopped itself and cannot be started again yet", e);
            return;
        }
        activations.forEach(this::attach);
        trials.look();
    }

    /** One that cannot be had does not keep the others from their messages. */
    private void attach(QueueActivation activation) {
        try {
            activation.attach(server.getActiveMQServer());
        } catch (Exception e) {
            LOG.log(Level.WARNING, "a consumer has no messages now, and will be tried again", e);
        }
    }

    /** Beans of applications, whose calls are watched for messages that end the process. */
    MessageEndpointFactory watched(MessageEndpointFactory beans) {
        return new MarkingEndpointFactory(beans, trials);
    }

    /** Gives messages to a bean from now on, until {@link #deactivate}. */
    synchronized void activate(QueueActivation activation) throws Exception {
        activation.attach(server.getActiveMQServer());
        activations.add(activation);
        SignOfLife.SIGNS.add(activation);
    }

    void deactivate(QueueActivation activation) {
        SignOfLife.SIGNS.remove(activation);
        synchronized (this) {
            activations.remove(activation);
        }
        activation.stop();
    }

    /** Queues whose bean gets nothing of this broker: all while it is stopped. */
    List<String> missing() {
        return activations.stream()
                .filter(activation -> !isUp() || !activation.isAttached(server.getActiveMQServer()))
                .map(activation -> activation.queue() + ": its consumer is not attached")
                .toList();
    }

    synchronized void stop() {
        InProcessBroker.RUNNING.remove(this);
        if (door != null) {
            door.close();
        }
        try {
            if (trials != null) {
                trials.close();
            }
            if (server.getActiveMQServer() != null) {
                server.stop();
            }
            takeInventory();
            lock.release();
            lock = null;
            lockFile.close();
        } catch (Exception e) {
            throw new IllegalStateException("the broker in " + directory + " did not stop cleanly", e);
        }
    }

    /** Only of a broker that had come up: another one may have left files as it found them, cut. */
    private void takeInventory() {
        if (!whole) {
            return;
        }
        whole = false;
        try {
            inventory.stopped();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the files of the journal are not noted: the next start looks as after a crash", e);
        }
    }

    @Override
    public boolean isUp() {
        return server.getActiveMQServer().isActive();
    }

    @Override
    public Map<String, Long> depths() {
        Map<String, Long> depths = new TreeMap<>();
        if (server.getActiveMQServer().getPostOffice() != null) {
            for (String name : Queues.OWN) {
                Queue queue = server.getActiveMQServer().locateQueue(SimpleString.of(name));
                depths.put(name, queue == null ? 0 : queue.getMessageCount());
            }
        }
        return depths;
    }

    @Override
    public Load load(String name) {
        return QueueLoad.of(server.getActiveMQServer(), name);
    }

    @Override
    public boolean isFull() {
        PagingManager paging = server.getActiveMQServer().getPagingManager();
        return paging != null && paging.isDiskFull();
    }

    @Override
    public boolean hasRoom() {
        PagingManager paging = server.getActiveMQServer().getPagingManager();
        return paging != null && paging.getGlobalSize() < BrokerConfiguration.MEMORY / 2;
    }

    @Override
    public boolean isEventsWanted() {
        PostOffice office = server.getActiveMQServer().getPostOffice();
        try {
            return office != null && office.isAddressBound(SimpleString.of(Queues.EVENTS));
        } catch (Exception e) {
            throw new IllegalStateException("the broker does not tell who listens to " + Queues.EVENTS, e);
        }
    }

    @Override
    public void store(List<BrokerMessage> unit) throws IOException {
        if (!isUp()) {
            throw new IOException("the broker in " + directory + " has stopped; the log says why");
        }
        new DirectStore(server.getActiveMQServer()).store(unit);
    }
}
