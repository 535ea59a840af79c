package ee.qmail.rar;

import ee.qmail.inbound.Load;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts open connections in all and per client address. */
final class Connections {
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();

    Load enter(InetAddress address) {
        return new Load(all.incrementAndGet(), byAddress.merge(address, 1, Integer::sum));
    }

    void leave(InetAddress address) {
        byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        all.decrementAndGet();
    }
}
