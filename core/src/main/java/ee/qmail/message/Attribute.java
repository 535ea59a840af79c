package ee.qmail.message;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fact about how a message came that its addresses and its text do not tell. It travels with the envelope: through the broker and the
 * database, over restarts and forwards, to events and reports. A message that came on another way than SMTP has none of these but ENVID and RET, if its sender gave them.
 */
public enum Attribute {
    /** The numeric address of the SMTP client, as in {@code TCPREMOTEIP}. */
    CLIENT(45),
    /** The name that the client gave itself in HELO or EHLO; nobody has verified it. */
    HELO(255),
    /** The keyword of RFC 3848 for the way of transmission, such as ESMTP. */
    PROTOCOL(32),
    /** Version and suite of the TLS session it came over, such as {@code TLSv1.3 TLS_AES_128_GCM_SHA256}. */
    TLS(96),
    /** The mailbox whose user had logged in. */
    LOGIN(320),
    /** The name that the sender has for this message in notifications, in xtext (RFC 3461 4.4). */
    ENVID(300),
    /** {@code FULL} or {@code HDRS}: how much of the message comes back with a failure (RFC 3461 4.3). */
    RET(4),
    /** {@link #YES} if every server on the way must be verified and promise the same, {@link #NO} if mail rather goes in clear than not at all (RFC 8689 4.1). */
    REQUIRETLS(3);

    /** The sender has said {@code REQUIRETLS}. */
    public static final String YES = "yes";
    /** The header says {@code TLS-Required: No}. */
    public static final String NO = "no";

    static final Map<String, Attribute> BY_KEY =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Attribute::key, attribute -> attribute));

    private final String key = name().toLowerCase(Locale.ROOT);
    private final int longest;

    Attribute(int longest) {
        this.longest = longest;
    }

    /** Its name where it is stored, and behind {@code qmail_} as the property of an event. */
    public String key() {
        return key;
    }

    /** The most characters of a value; more are cut off. */
    int longest() {
        return longest;
    }
}
