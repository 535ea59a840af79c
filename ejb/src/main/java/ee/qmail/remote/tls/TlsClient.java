package ee.qmail.remote.tls;

import ee.qmail.control.TlsLevel;
import ee.qmail.home.Fingerprint;
import ee.qmail.tcpserver.AddressLiteral;
import ee.qmail.tls.AnyCertificate;
import ee.qmail.tls.PemManagers;
import ee.qmail.tls.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * Makes the engines by which TLS is spoken with other servers, of the JDK's provider (RTLS-3). Their certificates are verified with those of {@code
 * control/remoteca.pem} where that file is, else with those that the JVM trusts. A certificate of our own, {@code control/clientcert.pem},
 * is shown only where that file is. Both are read again when they change. Safe for use by several threads.
 */
public final class TlsClient {
    private static final Logger LOG = Logger.getLogger(TlsClient.class.getName());
    /** Behind those of TLS-10, for servers that have no better ones: the alternative there is to send in clear. */
    private static final List<String> WEAK = List.of(
            "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_256_CBC_SHA");
    /** Contexts kept; more hosts with a file of their own than that few have. */
    private static final int MOST_CONTEXTS = 100;

    /** What a context is made of; null stands for a file that does not count. */
    private record Source(boolean verifying, Path authorities, String authoritiesSeen, String certificateSeen) {}

    private final Path authorities;
    private final Path certificate;
    private final Map<Source, SSLContext> contexts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, SSLContext> eldest) {
            return size() > MOST_CONTEXTS;
        }
    };

    /** @param control the directory of the control files */
    public TlsClient(Path control) {
        this.authorities = control.resolve("remoteca.pem");
        this.certificate = control.resolve("clientcert.pem");
    }

    /**
     * An engine for one connection.
     *
     * @param host name or number of the other server, for SNI and for the check of its certificate
     * @throws IOException if a file of certificates cannot be used; its message says why
     */
    public SSLEngine engine(String host, int port, HostPolicy policy) throws IOException {
        SSLEngine engine = context(policy).createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(TlsPolicy.INTERMEDIATE.protocols().toArray(String[]::new));
        parameters.setCipherSuites(suites(engine, policy.level()));
        parameters.setServerNames(serverNames(host));
        if (policy.level() == TlsLevel.VERIFY) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RTLS-6
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static String[] suites(SSLEngine engine, TlsLevel level) {
        Set<String> supported = Set.copyOf(Arrays.asList(engine.getSupportedCipherSuites()));
        return Stream.concat(
                        TlsPolicy.INTERMEDIATE.suites().stream(),
                        level == TlsLevel.MAY ? WEAK.stream() : Stream.empty())
                .filter(supported::contains)
                .toArray(String[]::new);
    }

    /** A number is no name (RFC 6066 3), and with some names, as those with an underscore, the JDK does not ask. */
    private static List<SNIServerName> serverNames(String host) {
        if (AddressLiteral.parse(host).isPresent()) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private SSLContext context(HostPolicy policy) throws IOException {
        boolean verifying = policy.level() == TlsLevel.VERIFY;
        Path file = !verifying
                ? null
                : policy.authorities() != null ? policy.authorities() : Files.exists(authorities) ? authorities : null;
        Source source =
                new Source(verifying, file, file == null ? null : Fingerprint.of(file), Fingerprint.of(certificate));
        synchronized (contexts) {
            SSLContext context = contexts.get(source);
            if (context == null) {
                context = make(source);
                contexts.put(source, context);
            }
            return context;
        }
    }

    /** Each has its sessions for itself: none that was begun without a look at the certificate is resumed where it counts. */
    private SSLContext make(Source source) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    source.certificateSeen.equals(Fingerprint.MISSING) ? new KeyManager[0] : shown(certificate),
                    source.verifying ? trusted(source.authorities) : new TrustManager[] {new AnyCertificate()},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the JDK's TLS cannot be used: " + e.getMessage(), e);
        }
    }

    /** A mistake in it is no reason to send in clear. */
    private static KeyManager[] shown(Path file) {
        try {
            return PemManagers.showing(file);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no certificate is shown to other servers", e);
            return new KeyManager[0];
        }
    }

    /** @return null for those whom the JVM trusts */
    private static TrustManager[] trusted(Path file) throws IOException {
        return file == null ? null : PemManagers.trusting(file);
    }
}
