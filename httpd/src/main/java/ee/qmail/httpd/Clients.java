package ee.qmail.httpd;

import ee.qmail.contract.ClientNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.CloseReason;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;

/** The open connections, counted in all and per client network. Safe for use by several threads. */
final class Clients {
    private static final Attribute<Client> CLIENT =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(Clients.class.getName());

    private final Limits limits;
    private final Pending pending;
    private final Set<Client> all = ConcurrentHashMap.newKeySet();
    private final Map<InetAddress, Integer> byNetwork = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    Clients(Limits limits, Pending pending) {
        this.limits = limits;
        this.pending = pending;
    }

    /** @return empty if there are too many already */
    Optional<Client> enter(Connection<?> connection) {
        if (!(connection.getPeerAddress() instanceof InetSocketAddress peer) || peer.getAddress() == null) {
            return Optional.empty();
        }
        InetAddress network = ClientNetwork.of(peer.getAddress());
        Client client = new Client(connection, network, pending, System.nanoTime());
        int inAll = count.incrementAndGet();
        int ofNetwork = byNetwork.merge(network, 1, Integer::sum);
        CLIENT.set(connection, client);
        all.add(client);
        connection.closeFuture().addCompletionHandler(leaving(client));
        boolean tooMany = inAll > limits.connections()
                || ofNetwork > limits.connectionsOfOne() && !limits.isTrustedProxy(peer.getAddress());
        return tooMany ? Optional.empty() : Optional.of(client);
    }

    private CompletionHandler<CloseReason> leaving(Client client) {
        return new EmptyCompletionHandler<>() {
            @Override
            public void completed(CloseReason reason) {
                leave(client);
            }
        };
    }

    private void leave(Client client) {
        if (all.remove(client)) {
            byNetwork.computeIfPresent(client.network(), (key, open) -> open == 1 ? null : open - 1);
            count.decrementAndGet();
            client.answer().end();
        }
    }

    /** @return empty for one that is not known, or ended */
    static Optional<Client> of(Connection<?> connection) {
        return Optional.ofNullable(CLIENT.get(connection));
    }

    /** More of an answer is about to be kept until the client takes it. */
    void queued(Client client, long octets) {
        client.answer().queued(octets, System.nanoTime());
        pending.makeRoom(all);
    }

    /** Ends those that take too long. */
    void endSlowOnes(long now) {
        for (Client client : all) {
            if (client.isOver(now)) {
                client.connection().terminateSilently();
            }
        }
    }
}
