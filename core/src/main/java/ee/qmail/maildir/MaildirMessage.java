package ee.qmail.maildir;

/**
 * A message of a Maildir, as found by a scan.
 *
 * @param name of the file, with flags
 * @param fresh whether it is in {@code new}; otherwise in {@code cur}
 * @param size octets on disk
 * @param wireSize octets as sent by RETR, see {@link WireSize}
 */
public record MaildirMessage(String name, boolean fresh, long size, long wireSize) {
    /** The name up to the first colon: what stays when a reader moves or flags the file. */
    public String baseName() {
        return baseName(name);
    }

    /**
     * For UIDL: the base name, as in qmail, so that clients of a migrated mailbox do not download again (spec 3.10). Of
     * our own names only the part before the sizes, since RFC 1939 section 7 allows 70 octets; of names with octets
     * outside 0x21 to 0x7E a hash.
     */
    public String uniqueId() {
        String base = baseName();
        int end = OwnName.sizesAt(base);
        if (end > 0) {
            return base.substring(0, end);
        }
        return base.chars().allMatch(c -> c > ' ' && c < 0x7f) ? base : Hash.of(base, 32);
    }

    /** Whether that file is this message, perhaps moved or flagged by another program. */
    boolean isSameAs(String fileName) {
        return baseName(fileName).equals(baseName());
    }

    static String baseName(String fileName) {
        int colon = fileName.indexOf(':');
        return colon < 0 ? fileName : fileName.substring(0, colon);
    }
}
