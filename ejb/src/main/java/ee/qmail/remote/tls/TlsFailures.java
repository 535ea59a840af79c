package ee.qmail.remote.tls;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses with which TLS fails though they offer it (RTLS-2). Mail to which nothing stronger applies goes to them in clear, but not before it has waited
 * once: somebody who disturbs a handshake gains nothing by it. In memory only; a start forgets, and mail waits once more. Safe for use by several threads.
 */
public final class TlsFailures {
    /** For how long mail goes in clear then. */
    static final Duration IN_CLEAR = Duration.ofHours(1);
    /** Less than the time between the first two attempts at a message, which is 400 s. */
    static final Duration WAIT = Duration.ofSeconds(300);
    /** After which a failure is no sign any more. */
    static final Duration REMEMBERED = Duration.ofDays(1);

    static final int SIZE = 1000;

    /**
     * @param first when it failed first, without success since
     * @param clearUntil null while mail does not go in clear
     */
    private record Entry(Instant first, Instant last, Instant clearUntil) {}

    private final Clock clock;
    private final Map<InetAddress, Entry> entries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Entry> eldest) {
            return size() > SIZE;
        }
    };

    public TlsFailures(Clock clock) {
        this.clock = clock;
    }

    /** A handshake failed, or STARTTLS was refused. @return whether that was known for so long that mail which has waited may go in clear */
    public synchronized boolean failed(InetAddress address) {
        Instant now = clock.instant();
        Entry old = current(address);
        Instant first = old == null ? now : old.first;
        entries.put(address, new Entry(first, now, old == null ? null : old.clearUntil));
        return !now.isBefore(first.plus(WAIT));
    }

    /** TLS has begun. */
    public synchronized void succeeded(InetAddress address) {
        entries.remove(address);
    }

    /** From now on mail goes in clear for an hour. */
    public synchronized void goInClear(InetAddress address) {
        Instant now = clock.instant();
        entries.put(address, new Entry(now, now, now.plus(IN_CLEAR)));
    }

    /** Tells whether mail goes in clear now. */
    public synchronized boolean isInClear(InetAddress address) {
        if (entries.isEmpty()) {
            return false;
        }
        Entry entry = current(address);
        return entry != null && entry.clearUntil != null;
    }

    /** Null if there is none, or none that counts. */
    private Entry current(InetAddress address) {
        Entry entry = entries.get(address);
        Instant now = clock.instant();
        boolean over = entry != null
                && (entry.clearUntil != null
                        ? !now.isBefore(entry.clearUntil)
                        : now.isAfter(entry.last.plus(REMEMBERED)));
        if (over) {
            entries.remove(address);
        }
        return over ? null : entry;
    }
}
