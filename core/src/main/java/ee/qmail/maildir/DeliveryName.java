package ee.qmail.maildir;

import ee.qmail.queue.QueueId;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The name of one delivery: the same whenever the delivery is repeated, different for every other one.
 *
 * <p>{@code <seconds>.Q<queue id>R<hash of the recipient>.<host>}, to which the file name adds {@code ,S=<octets on
 * disk>,W=<octets on the wire>} (spec 3.9, VP-6), so that a reader need not look into the file.
 *
 * @param base the name without the sizes: at most 70 octets, hence a POP3 unique-id as well (RFC 1939 section 7)
 */
public record DeliveryName(String base) {
    private static final int MAX_HOST = 24;
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
     * @param host this host's name (control/me); cut to 24 characters, and all but letters, digits, {@code . - _}
     *     become {@code _}, so that neither {@code /} nor {@code :} nor a comma gets in
     */
    public static DeliveryName of(Instant arrival, QueueId id, String recipient, String host) {
        return new DeliveryName(Math.max(0, arrival.getEpochSecond()) + ".Q" + id + "R"
                + Hash.of(recipient, HASH_OCTETS) + "." + clean(host));
    }

    /** The name of the file. */
    public String withSizes(long stored, long wire) {
        return base + ",S=" + stored + ",W=" + wire;
    }

    /** Whether a file of that name, with whatever sizes and flags, is this delivery. */
    boolean names(String fileName) {
        return fileName.startsWith(base)
                && (fileName.length() == base.length() || ",:".indexOf(fileName.charAt(base.length())) >= 0);
    }

    private static String clean(String host) {
        String name = host.replaceAll("[^A-Za-z0-9._-]", "_");
        return name.isEmpty() ? "localhost" : name.substring(0, Math.min(name.length(), MAX_HOST));
    }
}
