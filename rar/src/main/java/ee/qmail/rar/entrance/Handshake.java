package ee.qmail.rar.entrance;

import ee.qmail.contract.Tls;
import ee.qmail.sasl.SaslMechanism;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.tls.ChannelBindings;
import ee.qmail.tls.ServerCertificates;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;

/**
 * The beginning of TLS on one connection.
 *
 * @param began milliseconds since 1970
 * @param next what follows on the event loop when it has succeeded
 */
public record Handshake(SSLEngine engine, long began, Runnable next) {
    /** The session that has come of it. */
    public Tls tls() {
        return ServerCertificates.stateOf(engine.getSession(), began);
    }

    /**
     * What a client can log in with.
     *
     * @param handshake null if the connection is in clear
     * @param mechanisms by their names
     */
    public static SaslOffer offer(Handshake handshake, List<String> mechanisms) {
        if (mechanisms.isEmpty()) {
            return SaslOffer.NONE;
        }
        Set<SaslMechanism> known = EnumSet.noneOf(SaslMechanism.class);
        mechanisms.forEach(name -> SaslMechanism.of(name).ifPresent(known::add));
        return handshake == null ? new SaslOffer(known, null, null, null) : handshake.offer(known);
    }

    private SaslOffer offer(Set<SaslMechanism> mechanisms) {
        return new SaslOffer(
                mechanisms,
                ChannelBindings.serverEndPoint(engine.getSession()),
                ChannelBindings.exporter(engine.getSession()),
                tls().certifiedAddress());
    }
}
