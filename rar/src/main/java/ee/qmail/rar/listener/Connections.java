package ee.qmail.rar.listener;

import ee.qmail.contract.Load;
import ee.qmail.log.ConnectionLog;
import ee.qmail.rar.entrance.Entrance;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the connections of one listener have in common: the way in, the log, and their count in all and per client address. */
public final class Connections {
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();

    private final ConnectionLog log;
    private final Entrance entrance;

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

    Load enter(InetAddress address) {
        return new Load(all.incrementAndGet(), byAddress.merge(address, 1, Integer::sum));
    }

    void leave(InetAddress address) {
        byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        all.decrementAndGet();
    }
}
