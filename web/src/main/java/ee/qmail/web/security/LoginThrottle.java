package ee.qmail.web.security;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Makes guessing passwords slow: after 5 wrong ones in a row from one address for one name, or 20 from one address, the
 * next try has to wait, twice as long each time up to 5 minutes. Failures are forgotten after 15 quiet minutes, or
 * when too many others came since. Safe for threads.
 */
@ApplicationScoped
public class LoginThrottle {
    private static final int FREE_PER_NAME = 5;
    private static final int FREE_PER_ADDRESS = 20;
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_NAME = 64;
    private static final long MAX_WAIT = Duration.ofMinutes(5).toNanos();
    private static final long MEMORY = Duration.ofMinutes(15).toNanos();

    private record Key(String address, String name) {}

    private record Failures(int count, long lastAt) {}

    private final LongSupplier nanoTime;
    private final Map<Key, Failures> failures = new LinkedHashMap<>();

    public LoginThrottle() {
        this(System::nanoTime);
    }

    LoginThrottle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @return seconds until the next try counts; 0 if it may be made now */
    public synchronized long secondsToWait(String address, String name) {
        long wait = Math.max(wait(key(address, name), FREE_PER_NAME), wait(key(address, ""), FREE_PER_ADDRESS));
        return wait <= 0 ? 0 : wait / 1_000_000_000L + 1;
    }

    public synchronized void failed(String address, String name) {
        count(key(address, name));
        count(key(address, ""));
    }

    public synchronized void succeeded(String address, String name) {
        failures.remove(key(address, name));
    }

    private static Key key(String address, String name) {
        return new Key(address, name.substring(0, Math.min(name.length(), MAX_NAME)));
    }

    private long wait(Key key, int free) {
        Failures known = recent(key);
        if (known == null || known.count() < free) {
            return 0;
        }
        long doubled = Duration.ofSeconds(1).toNanos() << Math.min(known.count() - free, 10);
        return Math.min(doubled, MAX_WAIT) - (nanoTime.getAsLong() - known.lastAt());
    }

    private Failures recent(Key key) {
        Failures known = failures.get(key);
        return known != null && nanoTime.getAsLong() - known.lastAt() < MEMORY ? known : null;
    }

    private void count(Key key) {
        Failures known = recent(key);
        failures.remove(key);
        if (failures.size() >= MAX_ENTRIES) {
            Iterator<Key> oldestFirst = failures.keySet().iterator();
            oldestFirst.next();
            oldestFirst.remove();
        }
        failures.put(key, new Failures(known == null ? 1 : known.count() + 1, nanoTime.getAsLong()));
    }
}
