package ee.qmail.entity;

/** Counts what a mail has against {@link MailLimits}. */
final class Budget {
    private int fields;
    private int headerOctets;
    private int parts;

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
}
