package ee.qmail.httpd;

/** The part of its answers that a client has still to take, and the work that follows when it has all. Safe for use by several threads. */
final class Answer {
    private final Pending all;
    private long pending;
    private long since;
    private long taken;
    private boolean over;
    private Runnable next;

    Answer(Pending all) {
        this.all = all;
    }

    /** More of an answer is made. */
    synchronized void queued(long octets, long now) {
        if (over) {
            return;
        }
        if (pending == 0) {
            since = now;
        }
        pending += octets;
        all.add(octets);
    }

    /** @return what waited for the last octet; null if nothing did, or there is more to take */
    synchronized Runnable took(long octets) {
        taken += octets;
        long counted = Math.min(octets, pending);
        pending -= counted;
        all.add(-counted);
        if (pending > 0 || over) {
            return null;
        }
        Runnable due = next;
        next = null;
        return due;
    }

    /** @return whether that will be returned by {@link #took}; false if nothing is pending */
    synchronized boolean await(Runnable work) {
        if (pending == 0) {
            return false;
        }
        next = work;
        return true;
    }

    synchronized boolean isPending() {
        return pending > 0;
    }

    /** The cost of this connection: octets, which count more the longer they are there. */
    synchronized double burden(long now) {
        return (double) pending * (now - since + 1);
    }

    /** @return octets since this was asked last */
    synchronized long taken() {
        long octets = taken;
        taken = 0;
        return octets;
    }

    /** The connection has ended. */
    synchronized void end() {
        over = true;
        all.add(-pending);
        pending = 0;
        next = null;
    }
}
