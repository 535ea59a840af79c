package ee.qmail.history;

import ee.qmail.address.DomainLookup;
import java.util.Locale;

/**
 * The hashes by which history finds texts: 8 octets in an index instead of up to a thousand. Two texts may have one, also on purpose: whoever finds a
 * row looks at the text too. They are kept in the database, and never change.
 */
final class HistoryKeys {
    /** Bits of an id below its milliseconds. */
    static final int TIME_SHIFT = 21;
    /** Bits of an id below its bucket: 2^20 milliseconds are 17 minutes. */
    static final int BUCKET_SHIFT = TIME_SHIFT + 20;

    // FNV-1a of 64 bits, and the last steps of MurmurHash3, so that all bits depend on all letters
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private HistoryKeys() {}

    /** Of an address, compared as mailboxes are. */
    static long address(String address) {
        return of(canonical(address));
    }

    static String canonical(String address) {
        return DomainLookup.canonical(address);
    }

    /** Of the domain of an address, 0 if it has none. */
    static long domainOf(String address) {
        return address.indexOf('@') < 0 ? 0 : of(DomainLookup.domainOf(address));
    }

    /** Of a domain in its one spelling, of a numeric address, or of a Message-ID. */
    static long of(String text) {
        long hash = BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }

    /** As subjects are compared. */
    static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    static int bucket(long id) {
        return (int) (id >>> BUCKET_SHIFT);
    }

    static long firstOf(int bucket) {
        return (long) bucket << BUCKET_SHIFT;
    }

    /** The smallest id of a time. */
    static long idAt(long millis) {
        return Math.max(0, millis) << TIME_SHIFT;
    }

    static long millisOf(long id) {
        return id >>> TIME_SHIFT;
    }
}
