package ee.qmail.httpd;

import ee.qmail.home.QmailHome;
import ee.qmail.tls.ServerCertificates;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ConnectionProbe;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.ssl.SSLBaseFilter;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;

/** Puts a door in front of a server that listens already. The launcher calls this by its name, from another class loader. */
public final class HttpDoors {
    private static final Logger LOG = Logger.getLogger(HttpDoors.class.getName());
    /**
     * Octets of an answer that are kept for a client who does not take them, so that no worker waits for it: more than any page
     * that is shown without a log-in.
     */
    private static final int MAX_PENDING = 1 << 20;

    /** Handshakes at once, and those that wait for their turn: two cores are busy with these, and more clients than that are a flood. */
    private static final int HANDSHAKE_THREADS = 2;

    private static final int HANDSHAKES_WAITING = 1000;

    private final Clients clients;
    private final Workers workers;
    private final BooleanSupplier started;

    private HttpDoors(Clients clients, Workers workers, BooleanSupplier started) {
        this.clients = clients;
        this.workers = workers;
        this.started = started;
    }

    /**
     * @param transport of the listener, a {@code TCPNIOTransport}
     * @param mostConnections in all
     * @param mostOfOne from one address, or one network of IPv6
     * @param trusted clients that speak for many others
     * @param started whether the applications are there; until then each request is answered with 503
     * @throws IllegalStateException if this is not the server it was made for
     */
    public static HttpDoors install(
            Object transport,
            IntSupplier mostConnections,
            IntSupplier mostOfOne,
            Predicate<InetAddress> trusted,
            BooleanSupplier started) {
        TCPNIOTransport tcp = tcp(transport);
        Clients clients = new Clients(new Limits(mostConnections, mostOfOne, trusted), Pending.ofHeap());
        HttpDoors doors = new HttpDoors(clients, new Workers(tcp.getWorkerThreadPool()), started);
        doors.guard(tcp, chain(tcp));
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(task -> Workers.daemon(task, "qmail-httpd"));
        timer.scheduleWithFixedDelay(() -> look(clients), 1, 1, TimeUnit.SECONDS);
        return doors;
    }

    /**
     * Puts the same door in front of a listener with TLS: its clients are counted with those of the other, and served by the same workers. The
     * certificates are this server's own.
     *
     * @param transport of that listener
     * @param home of this server
     * @param me name of this host, for a certificate that is made where there is none
     */
    public void installSecure(Object transport, Path home, Supplier<String> me) {
        ServerCertificates certificates =
                ServerCertificates.open(new QmailHome(home), me, Clock.systemUTC(), LOG::warning);
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor handshakes = new ThreadPoolExecutor(
                HANDSHAKE_THREADS,
                HANDSHAKE_THREADS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(HANDSHAKES_WAITING),
                task -> Workers.daemon(task, "qmail-https-" + number.incrementAndGet()));
        handshakes.allowCoreThreadTimeOut(true);
        TCPNIOTransport tcp = tcp(transport);
        FilterChain chain = chain(tcp);
        // the server's own would use a certificate of its own
        chain.remove(chain.get(chain.indexOfType(SSLBaseFilter.class)));
        guard(tcp, chain);
        chain.add(chain.indexOfType(HttpDoor.class), new TlsFilter(certificates::httpEngine, handshakes));
    }

    private static TCPNIOTransport tcp(Object transport) {
        if (transport instanceof TCPNIOTransport tcp) {
            return tcp;
        }
        throw new IllegalStateException(transport + ": must be the transport of a Grizzly listener");
    }

    private static FilterChain chain(TCPNIOTransport tcp) {
        if (tcp.getProcessor() instanceof FilterChain chain) {
            return chain;
        }
        throw new IllegalStateException(tcp + ": must have a chain of filters");
    }

    private void guard(TCPNIOTransport tcp, FilterChain chain) {
        tcp.getAsyncQueueIO().getWriter().setMaxPendingBytesPerConnection(MAX_PENDING);
        tcp.getConnectionMonitoringConfig().addProbes(new Written());
        // behind the transport; filters that run before a request is whole run on the threads that read
        chain.add(1, new HttpDoor(clients, workers, started));
        chain.add(0, new ReadBegin());
        chain.add(chain.indexOfType(HttpServerFilter.class) + 1, new AnswerEnds());
        tcp.setIOStrategy(SameThreadIOStrategy.getInstance());
    }

    private static void look(Clients clients) {
        try {
            clients.endSlowOnes(System.nanoTime());
        } catch (RuntimeException | Error e) {
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
