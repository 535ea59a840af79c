package ee.qmail.sasl;

import ee.qmail.text.Characters;
import java.util.Arrays;
import java.util.Optional;

/** The ways to log in, strongest first, in the order in which they are offered (AUTH-1). */
public enum SaslMechanism {
    /** RFC 7677, bound to the TLS session (RFC 5802 6). */
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"),
    /** RFC 7677: the password itself is not sent. */
    SCRAM_SHA_256("SCRAM-SHA-256"),
    /** RFC 4616. */
    PLAIN("PLAIN"),
    /** In no RFC, but the only one that some mail programs and many devices know. */
    LOGIN("LOGIN"),
    /** A bearer token in Google's form. */
    XOAUTH2("XOAUTH2"),
    /** A bearer token, RFC 7628. */
    OAUTHBEARER("OAUTHBEARER"),
    /** The client's certificate has told its user (RFC 4422 A). */
    EXTERNAL("EXTERNAL");

    private final String protocolName;

    SaslMechanism(String protocolName) {
        this.protocolName = protocolName;
    }

    /** Its name on the wire, such as {@code SCRAM-SHA-256}. */
    public String protocolName() {
        return protocolName;
    }

    /** @param name in any case of letters; empty if it is not the name of one */
    public static Optional<SaslMechanism> of(String name) {
        return Arrays.stream(values())
                .filter(mechanism -> Characters.areAscii(name) && mechanism.protocolName.equalsIgnoreCase(name))
                .findFirst();
    }
}
