package ee.qmail.entity;

/**
 * Limits on everything in a mail that costs its readers time or memory. Each is several times what honest mail has; a
 * mail beyond one of them is kept and delivered like any other, only nobody takes it apart.
 */
public final class MailLimits {
    /**
     * Fields in all headers of a mail together; a field takes some 200 octets of memory beside its text. Honest mail
     * has up to 200.
     */
    public static final int FIELDS = 10_000;

    /** Octets of all headers of a mail together. A To with 10,000 addresses has 400 KB. */
    public static final int HEADER_OCTETS = 1 << 20;

    /** Entities: the mail, its parts, and those that hold others. */
    public static final int PARTS = 1_000;

    /** Entities around one. */
    public static final int DEPTH = 30;

    /** Octets of all mails that are attached to a mail and encoded, which MIME does not allow for most: they are in memory. */
    public static final int ENCODED_MAILS = 2 << 20;

    /** Parameters of a Content-Type or Content-Disposition, each piece of a long one (RFC 2231 section 3) counted. */
    public static final int PARAMETERS = 100;

    /** Octets of a boundary; RFC 2046 section 5.1.1 allows 70. */
    public static final int BOUNDARY = 200;

    /**
     * Octets of a field that Jakarta Mail may be asked for. To unfold it, and to find addresses in one that is not well
     * formed, takes it time that grows with the square of its length: 1 s here, half a minute for 200 KB.
     */
    public static final int FIELD_OCTETS = 32 << 10;

    /** Addresses in the header of a mail that is sent from here; each becomes longer when it is made whole. */
    public static final int ADDRESSES = 100_000;

    private MailLimits() {}
}
