package ee.qmail.maildir;

import ee.qmail.message.QueueId;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The name of one delivery: the same whenever and wherever the delivery is repeated, different for every other one.
 *
 * <p>{@code <seconds>.Q<queue id>R<hash of the recipient>.qmail}, to which the file name adds
 * {@code ,S=<octets on disk>,W=<octets on the wire>} (MD-1, VP-6), so that a reader need not look into the file. What
 * follows the hash tells nothing: earlier versions wrote the host's name there, which may have changed, or be another
 * server's, when a delivery is repeated.
 *
 * @param base the name without the sizes: at most 70 octets, hence a POP3 unique-id as well (RFC 1939 section 7)
 */
public record DeliveryName(String base) {
    private static final String HOST = ".qmail";
    private static final int HASH_OCTETS = 6;
    private static final Pattern BASE = Pattern.compile("\\d{1,11}\\.Q\\d{1,19}R[0-9a-f]{12}\\.[A-Za-z0-9._-]{1,24}");

    public DeliveryName {
        if (!BASE.matcher(base).matches()) {
            throw new IllegalArgumentException(
                    "delivery name '" + base + "': must be <seconds>.Q<queue id>R<12 hex digits>.<host>");
        }
    }

    /**
     * @param arrival when the message entered the queue, not when it is delivered
     * @param recipient as it stands in the job
     */
    public static DeliveryName of(Instant arrival, QueueId id, String recipient) {
        return new DeliveryName(
                Math.max(0, arrival.getEpochSecond()) + ".Q" + id + "R" + Hash.of(recipient, HASH_OCTETS) + HOST);
    }

    /** The name of the file. */
    public String withSizes(long stored, long wire) {
        return base + ",S=" + stored + ",W=" + wire;
    }

    /** Tells whether a file of that name, with whatever host, sizes and flags, is this delivery. */
    boolean names(String fileName) {
        int end = endOfHash();
        return fileName.regionMatches(0, base, 0, end)
                && (fileName.length() == end || ".,:".indexOf(fileName.charAt(end)) >= 0);
    }

    /** A name that no other file has, for a message that has this one in common with another. */
    DeliveryName apart() {
        return new DeliveryName(base.substring(0, endOfHash()) + HOST + "-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }

    private int endOfHash() {
        return base.indexOf('R') + 1 + 2 * HASH_OCTETS;
    }
}
