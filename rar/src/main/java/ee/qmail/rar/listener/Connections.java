package ee.qmail.rar.listener;

import ee.qmail.contract.Door;
import ee.qmail.contract.Load;
import ee.qmail.log.ConnectionLog;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the connections of one listener have in common: its door, TLS, its log, and their count in all and per client address. */
public final class Connections {
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();

    private final ConnectionLog log;
    private final Door door;
    private final Encryption encryption;

    Connections(ConnectionLog log, Door door, Encryption encryption) {
        this.log = log;
        this.door = door;
        this.encryption = encryption;
    }

    Door door() {
        return door;
    }

    Encryption encryption() {
        return encryption;
    }

    ConnectionLog log() {
        return log;
    }

    Load enter(InetAddress address) {
        return new Load(all.incrementAndGet(), byAddress.merge(address, 1, Integer::sum));
    }

    void leave(InetAddress address) {
        byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        all.decrementAndGet();
    }
}
