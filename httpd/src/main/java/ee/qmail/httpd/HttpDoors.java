package ee.qmail.httpd;

import java.net.InetAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ConnectionProbe;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;

/** Puts a door in front of a server that listens already. The launcher calls this by its name, from another class loader. */
public final class HttpDoors {
    private static final Logger LOG = Logger.getLogger(HttpDoors.class.getName());
    /**
     * Octets of an answer that are kept for a client who does not take them, so that no worker waits for it: more than any page
     * that is shown without a log-in.
     */
    private static final int MAX_PENDING = 1 << 20;

    private HttpDoors() {}

    /**
     * @param transport of the listener, a {@code TCPNIOTransport}
     * @param mostConnections in all
     * @param mostOfOne from one address, or one network of IPv6
     * @param trusted clients that speak for many others
     * @param started whether the applications are there; until then each request is answered with 503
     * @throws IllegalStateException if this is not the server it was made for
     */
    public static void install(
            Object transport,
            IntSupplier mostConnections,
            IntSupplier mostOfOne,
            Predicate<InetAddress> trusted,
            BooleanSupplier started) {
        if (!(transport instanceof TCPNIOTransport tcp) || !(tcp.getProcessor() instanceof FilterChain chain)) {
            throw new IllegalStateException(transport + ": must be the transport of a Grizzly listener");
        }
        Clients clients = new Clients(new Limits(mostConnections, mostOfOne, trusted), Pending.ofHeap());
        tcp.getAsyncQueueIO().getWriter().setMaxPendingBytesPerConnection(MAX_PENDING);
        tcp.getConnectionMonitoringConfig().addProbes(new Written());
        // behind the transport; filters that run before a request is whole run on the threads that read
        chain.add(1, new HttpDoor(clients, new Workers(tcp.getWorkerThreadPool()), started));
        chain.add(0, new ReadBegin());
        chain.add(chain.indexOfType(HttpServerFilter.class) + 1, new AnswerEnds());
        tcp.setIOStrategy(SameThreadIOStrategy.getInstance());
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(task -> Workers.daemon(task, "qmail-httpd"));
        timer.scheduleWithFixedDelay(() -> look(clients), 1, 1, TimeUnit.SECONDS);
    }

    private static void look(Clients clients) {
        try {
            clients.endSlowOnes(System.nanoTime());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "slow HTTP clients were not ended this time", e);
        }
    }

    /** Counts the octets that clients take, and resumes the work that waited for that. */
    @SuppressWarnings("rawtypes")
    private static final class Written extends ConnectionProbe.Adapter {
        @Override
        public void onWriteEvent(Connection connection, Buffer data, long size) {
            Clients.of(connection).ifPresent(client -> took(client, size));
        }

        private static void took(Client client, long size) {
            Runnable due = client.answer().took(size);
            if (due != null) {
                // reading does not wait; another thread answers
                due.run();
            }
        }
    }
}
