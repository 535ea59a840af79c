package ee.qmail.rar.listener;

import ee.qmail.contract.Load;
import ee.qmail.log.ConnectionLog;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The open connections of one listener: counted in all and per client address, and written to its log. */
public final class Connections {
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();

    private final ConnectionLog log;

    Connections(ConnectionLog log) {
        this.log = log;
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
