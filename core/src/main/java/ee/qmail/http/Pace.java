package ee.qmail.http;

/** The speed at which octets pass while somebody waits for them. Safe for use by several threads. */
public final class Pace {
    /** Nanoseconds of waiting after which a peer is judged, again and again. */
    public static final long WINDOW = 20_000_000_000L;
    /** Octets for each second of waiting: less is no network that mail is administered through. */
    public static final long LEAST = 2_048;

    private final long least;
    private long octets;
    private long waited;

    public Pace() {
        this(LEAST);
    }

    /** @param least octets for each second of waiting */
    public Pace(long least) {
        this.least = least;
    }

    /** @param nanos of waiting for these octets */
    public synchronized void add(long more, long nanos) {
        octets += more;
        waited += Math.max(0, nanos);
        if (waited > WINDOW && !isTooSlow(0)) {
            reset();
        }
    }

    /** @param waiting nanoseconds since somebody began to wait for more; 0 if nobody does */
    public synchronized boolean isTooSlow(long waiting) {
        long all = waited + waiting;
        return all > WINDOW && octets < all / 1_000_000_000L * least;
    }

    public synchronized void reset() {
        octets = 0;
        waited = 0;
    }
}
