package ee.qmail.remote.tls;

import ee.qmail.control.TlsLevel;
import java.nio.file.Path;

/**
 * How TLS is spoken with one host. A further way to judge certificates, as by DANE (RFC 7672) or MTA-STS (RFC 8461), is a further part of this
 * record, so that no connection of another one is used in its place.
 *
 * @param level if it is {@code VERIFY}, the certificate must be for the host's name
 * @param authorities file with the certificates of those who may certify the host, in PEM; null for those that are trusted by all
 */
public record HostPolicy(TlsLevel level, Path authorities) {
    /** In clear. */
    public static final HostPolicy NONE = new HostPolicy(TlsLevel.NONE, null);

    /** Without certain authorities. */
    public HostPolicy(TlsLevel level) {
        this(level, null);
    }

    /** Tells whether mail rather waits than goes in clear. */
    public boolean isDemanded() {
        return level.compareTo(TlsLevel.MAY) > 0;
    }
}
