package ee.qmail.entity;

/** Counts what a mail has against {@link MailLimits}, and the mails that are attached to it. Not safe for use by several threads. */
public final class Budget {
    private int fields;
    private int headerOctets;
    private int parts;
    private long decoded;

    void field() throws MailLimitException {
        if (++fields > MailLimits.FIELDS) {
            throw new MailLimitException("more than " + MailLimits.FIELDS + " header fields");
        }
    }

    void headerOctets(int count) throws MailLimitException {
        if (count > MailLimits.HEADER_OCTETS - headerOctets) {
            throw new MailLimitException("more than " + MailLimits.HEADER_OCTETS + " octets of header");
        }
        headerOctets += count;
    }

    void part(int depth) throws MailLimitException {
        if (depth > MailLimits.DEPTH) {
            throw new MailLimitException("parts, more than " + MailLimits.DEPTH + " in one another");
        }
        if (++parts > MailLimits.PARTS) {
            throw new MailLimitException("more than " + MailLimits.PARTS + " parts");
        }
    }

    /**
     * Counts octets of attached mails that are encoded, which are held in memory.
     *
     * @param octets more of them, decoded
     */
    public void decoded(long octets) throws MailLimitException {
        decoded += octets;
        if (decoded > MailLimits.ENCODED_MAILS) {
            throw new MailLimitException("attached mails in base64 or the like, of more than "
                    + MailLimits.ENCODED_MAILS + " octets together");
        }
    }
}
