package ee.qmail.rar.listener;

import ee.qmail.contract.ClientNetwork;
import ee.qmail.contract.Load;
import ee.qmail.contract.Standing;
import ee.qmail.guard.NetworkRates;
import ee.qmail.log.ConnectionLog;
import ee.qmail.rar.entrance.Entrance;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the connections of one listener have in common: the way in, the log, and their count in all and per client address. Safe for
 * use by several threads.
 */
public final class Connections {
    /** Goes on where an earlier process can not have come to: it takes no thousand connections in a millisecond. */
    private static final AtomicLong NUMBERS = new AtomicLong(System.currentTimeMillis() * 1000);

    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();
    /** The eldest first. */
    private final Set<Place> shakingHands = new LinkedHashSet<>();

    private final ConnectionLog log;
    private final Entrance entrance;

    /** One connection that counts until it leaves. */
    final class Place {
        private final Channel channel;
        private final InetAddress network;
        private final Load load;
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(Channel channel, InetAddress network, Load load) {
            this.channel = channel;
            this.network = network;
            this.load = load;
        }

        /** The connections as this one came in; handshakes that would make room for it are not counted. */
        Load load() {
            return load;
        }

        /**
         * It may stay. Where all places are taken, the connection goes that has shaken hands for the longest time: handshakes that are begun from
         * everywhere, and left, keep out nobody whose own takes less time than they need to fill all places.
         */
        void admit() {
            if (all.get() > entrance.limits().mostConnections()) {
                makeRoom();
            }
        }

        /** Returns false if it has left already. */
        boolean leave() {
            if (!left.compareAndSet(false, true)) {
                return false;
            }
            endHandshake();
            byAddress.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
            all.decrementAndGet();
            return true;
        }

        /** A handshake of TLS begins: until it ends, the connection may have to make room. */
        void beginHandshake() {
            synchronized (shakingHands) {
                if (!left.get()) {
                    shakingHands.add(this);
                }
            }
        }

        void endHandshake() {
            synchronized (shakingHands) {
                shakingHands.remove(this);
            }
        }
    }

    Connections(ConnectionLog log, Entrance entrance) {
        this.log = log;
        this.entrance = entrance;
    }

    Entrance entrance() {
        return entrance;
    }

    ConnectionLog log() {
        return log;
    }

    /** Counts a connection. */
    Place enter(Channel channel, InetAddress network) {
        int now = all.incrementAndGet();
        int ofNetwork = byAddress.merge(network, 1, Integer::sum);
        return new Place(
                channel, network, load(now, ofNetwork, entrance.limits().countConnection(network)));
    }

    private Load load(int now, int ofNetwork, int withinMinute) {
        int most = entrance.limits().mostConnections();
        return new Load(now > most ? Math.max(most, now - handshakes()) : now, ofNetwork, withinMinute);
    }

    /** How a client would stand that comes in now. */
    Standing standing(InetAddress client) {
        InetAddress network = ClientNetwork.of(client);
        NetworkRates.Minute minute = entrance.limits().minute(network);
        return new Standing(
                load(
                        all.get() + 1,
                        byAddress.getOrDefault(network, 0) + 1,
                        network.isLoopbackAddress() ? 0 : minute.connections() + 1),
                minute.handshakes(),
                minute.octets(),
                minute.left());
    }

    /** A number that no other connection has. */
    static long number() {
        return NUMBERS.incrementAndGet();
    }

    private int handshakes() {
        synchronized (shakingHands) {
            return shakingHands.size();
        }
    }

    private void makeRoom() {
        Place eldest;
        synchronized (shakingHands) {
            Iterator<Place> places = shakingHands.iterator();
            eldest = places.hasNext() ? places.next() : null;
        }
        if (eldest != null && eldest.leave()) {
            eldest.channel.close();
        }
    }
}
