package ee.qmail.remote;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hosts that let connections time out, so that not every message waits for them (TO-1 to TO-5). In memory only: cleared
 * at a start, as qmail-rspawn does. Safe for use by several threads.
 */
public final class TcpTo {
    /** Hosts remembered (TO-1). */
    static final int SIZE = 64;

    static final int MAX_COUNT = 10;
    private static final int SKIPPED_FROM = 2;
    private static final Duration SAME_TIMEOUT = Duration.ofSeconds(120);
    /** The worth of one more timeout in seconds when an entry must make room (TO-4). */
    private static final long WORTH = 1024;

    /** @param last when it last timed out */
    private record Entry(InetAddress address, int count, Instant last) {
        long weight() {
            return last.getEpochSecond() + WORTH * count;
        }
    }

    /**
     * A host that has timed out lately.
     *
     * @param count timeouts, those within two minutes taken as one; at most 10
     */
    public record Timeout(InetAddress address, Duration ago, int count) {
        /** The line of qmail-tcpto. */
        @Override
        public String toString() {
            return address.getHostAddress() + " timed out " + ago.toSeconds() + " seconds ago; # recent timeouts: "
                    + count;
        }
    }

    private final Clock clock;
    private final List<Entry> entries = new ArrayList<>();
    /** Differs from process to process, so that a cluster does not try a dead host all at once (TO-2). */
    private final Duration pause =
            Duration.ofSeconds((60 + ThreadLocalRandom.current().nextInt(32)) * 64L);

    public TcpTo(Clock clock) {
        this.clock = clock;
    }

    /** Tells whether a host has timed out so often that it is not tried now. */
    public synchronized boolean isSkipped(InetAddress address) {
        return entries.stream()
                .anyMatch(entry -> entry.address().equals(address)
                        && entry.count() >= SKIPPED_FROM
                        && clock.instant().isBefore(entry.last().plus(pause)));
    }

    /** A connection timed out. */
    public synchronized void timedOut(InetAddress address) {
        Instant now = clock.instant();
        int at = indexOf(address);
        if (at < 0) {
            makeRoom();
            entries.add(new Entry(address, 1, now));
            return;
        }
        Entry entry = entries.get(at);
        if (!now.isBefore(entry.last().plus(SAME_TIMEOUT))) {
            entries.set(at, new Entry(address, Math.min(MAX_COUNT, entry.count() + 1), now));
        }
    }

    /** A host accepted or refused a connection: it lives. */
    public synchronized void answered(InetAddress address) {
        entries.removeIf(entry -> entry.address().equals(address));
    }

    /** The hosts with timeouts, as qmail-tcpto shows them. */
    public synchronized List<Timeout> list() {
        Instant now = clock.instant();
        return entries.stream()
                .map(entry -> new Timeout(entry.address(), Duration.between(entry.last(), now), entry.count()))
                .toList();
    }

    /**
     * Forgets one of them, so that it is tried again.
     *
     * @param address as {@link InetAddress#getHostAddress} writes it
     * @return whether it was among them
     */
    public synchronized boolean forget(String address) {
        return entries.removeIf(entry -> entry.address().getHostAddress().equals(address));
    }

    /** Forgets everything, as qmail-tcpok does. */
    public synchronized void clear() {
        entries.clear();
    }

    private int indexOf(InetAddress address) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).address().equals(address)) {
                return i;
            }
        }
        return -1;
    }

    private void makeRoom() {
        if (entries.size() >= SIZE) {
            entries.remove(entries.stream()
                    .min(Comparator.comparingLong(Entry::weight))
                    .orElseThrow());
        }
    }
}
