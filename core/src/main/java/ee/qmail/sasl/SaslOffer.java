package ee.qmail.sasl;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a connection lets its client log in with. A mechanism that cannot work there is left out by itself: EXTERNAL without a verified
 * certificate, and SCRAM-SHA-256-PLUS without the exporter, as widely used clients can bind to nothing else (AUTH-12). The arrays are
 * not to be changed.
 *
 * @param mechanisms in the order in which they are offered
 * @param tlsServerEndPoint the hash of this server's certificate (RFC 5929 4); null without TLS
 * @param tlsExporter the keying material for {@code EXPORTER-Channel-Binding} (RFC 9266); null if it cannot be had
 * @param certifiedAddress the mail address in the client's verified certificate; null if there is none
 */
public record SaslOffer(
        Set<SaslMechanism> mechanisms, byte[] tlsServerEndPoint, byte[] tlsExporter, String certifiedAddress) {
    public SaslOffer {
        EnumSet<SaslMechanism> possible = EnumSet.noneOf(SaslMechanism.class);
        possible.addAll(mechanisms);
        if (tlsExporter == null) {
            possible.remove(SaslMechanism.SCRAM_SHA_256_PLUS);
        }
        if (certifiedAddress == null) {
            possible.remove(SaslMechanism.EXTERNAL);
        }
        mechanisms = Collections.unmodifiableSet(possible);
    }

    /** Of a connection at which nobody logs in. */
    public static final SaslOffer NONE = new SaslOffer(Set.of(), null, null, null);

    /** The names as EHLO and CAPA list them, separated by blanks. */
    public String text() {
        return mechanisms.stream().map(SaslMechanism::protocolName).collect(Collectors.joining(" "));
    }
}
