package ee.qmail.remote.tls;

import ee.qmail.control.TlsLevel;
import java.nio.file.Path;

/**
 * How TLS is spoken with one host. A further way to judge certificates, as by DANE (RFC 7672) or MTA-STS (RFC 8461), is a further part of this
 * record, so that no connection of another one is used in its place.
 *
 * @param level if it is {@code VERIFY}, the certificate must be for the host's name
 * @param requireTls whether the sender of the message demands it, so that the host must offer REQUIRETLS as well (RFC 8689)
 * @param authorities file with the certificates of those who may certify the host, in PEM; null for those that are trusted by all
 */
public record HostPolicy(TlsLevel level, boolean requireTls, Path authorities) {
    /** In clear. */
    public static final HostPolicy NONE = new HostPolicy(TlsLevel.NONE);

    /** Without certain authorities. */
    public HostPolicy(TlsLevel level) {
        this(level, null);
    }

    /** By these authorities. */
    public HostPolicy(TlsLevel level, Path authorities) {
        this(level, false, authorities);
    }

    /** For a message with REQUIRETLS: nothing that is stated is stronger. */
    public HostPolicy required() {
        return new HostPolicy(TlsLevel.VERIFY, true, authorities);
    }

    /** For a message whose sender wants it to arrive rather than to be protected: nothing is demanded. */
    public HostPolicy waived() {
        return isDemanded() ? new HostPolicy(TlsLevel.MAY) : this;
    }

    /** For logs. */
    public String label() {
        return requireTls ? level.label() + ", REQUIRETLS" : level.label();
    }

    /** Tells whether mail rather waits than goes in clear. */
    public boolean isDemanded() {
        return level.compareTo(TlsLevel.MAY) > 0;
    }
}
