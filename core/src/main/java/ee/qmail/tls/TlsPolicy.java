package ee.qmail.tls;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** The versions and cipher suites that this server offers (TLS-10): the names of control/tlspolicy. */
public enum TlsPolicy {
    /** TLS 1.3 and 1.2 with forward secrecy and authenticated encryption (RFC 9325 4.2). */
    INTERMEDIATE(List.of("TLSv1.3", "TLSv1.2"), Suites.AUTHENTICATED),
    /** TLS 1.3 alone. */
    MODERN(List.of("TLSv1.3"), Suites.OF_1_3),
    /** The first one, and suites with CBC for devices that know no others; nothing older than TLS 1.2 (RFC 8996). */
    OLD(List.of("TLSv1.3", "TLSv1.2"), Suites.AND_CBC);

    /**
     * Elliptic curves alone: with groups of ffdhe a client can have work done for little of its own (TLS-11). Before Java 20 only the property
     * jdk.tls.namedGroups sets them, for the whole process: the launcher does.
     */
    private static final List<String> GROUPS = List.of("x25519", "secp256r1", "secp384r1", "secp521r1");

    private final List<String> protocols;
    private final List<String> suites;

    TlsPolicy(List<String> protocols, List<String> suites) {
        this.protocols = protocols;
        this.suites = suites;
    }

    /** The one with this name, in small letters. */
    public static Optional<TlsPolicy> named(String name) {
        return Stream.of(values()).filter(policy -> policy.label().equals(name)).findFirst();
    }

    /** Its name in control/tlspolicy. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names of its versions. */
    public List<String> protocols() {
        return protocols;
    }

    /** The names of its cipher suites, in the order in which they are wanted. */
    public List<String> suites() {
        return suites;
    }

    /** Makes an engine offer this and nothing else. */
    void applyTo(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols.toArray(new String[0]));
        Set<String> known = Set.of(engine.getSupportedCipherSuites());
        parameters.setCipherSuites(suites.stream().filter(known::contains).toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        Groups.applyTo(parameters);
        engine.setSSLParameters(parameters);
    }

    /** Since Java 20 they can be set for each engine. */
    private static final class Groups {
        private static final Optional<Method> SETTER = setter();

        private static Optional<Method> setter() {
            try {
                return Optional.of(SSLParameters.class.getMethod("setNamedGroups", String[].class));
            } catch (NoSuchMethodException e) {
                return Optional.empty();
            }
        }

        static void applyTo(SSLParameters parameters) {
            if (SETTER.isPresent()) {
                try {
                    SETTER.get().invoke(parameters, (Object) GROUPS.toArray(new String[0]));
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalStateException("SSLParameters.setNamedGroups is public and takes these names", e);
                }
            }
        }
    }

    /** The strongest first among those that cost the same. */
    private static final class Suites {
        static final List<String> OF_1_3 =
                List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
        static final List<String> AUTHENTICATED = and(
                OF_1_3,
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
        static final List<String> AND_CBC = and(
                AUTHENTICATED,
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
                "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

        private static List<String> and(List<String> suites, String... more) {
            return Stream.concat(suites.stream(), Stream.of(more)).toList();
        }
    }
}
