package ee.qmail.examples.shop;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The orders, in memory: each once, however often its mail comes. Safe for use by several threads. */
@Component
public class OrderBook {
    private final Map<Long, String> orders = new ConcurrentHashMap<>();

    /**
     * @param id of the mail, the same when it comes again
     * @param text of the order
     */
    public void keep(long id, String text) {
        orders.put(id, text);
    }

    public List<String> all() {
        return List.copyOf(orders.values());
    }
}
