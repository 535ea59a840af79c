package ee.qmail.cli.tls;

import ee.qmail.tls.CertificateNames;
import ee.qmail.tls.KeyKind;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A server as a client met it.
 *
 * @param chain begins with the server's own certificate
 */
record TlsFindings(TlsPeer peer, String version, String suite, List<X509Certificate> chain) {
    private static final int SOON = 21;
    /** As the JDK says it, behind the names of its classes. */
    private static final String NO_PATH = "unable to find valid certification path to requested target";

    /** One line for each thing found. */
    List<String> lines(Instant now) {
        X509Certificate own = chain.get(0);
        List<String> lines = new ArrayList<>();
        lines.add(peer + ": " + version + ", " + suite);
        lines.add("names: " + String.join(" ", CertificateNames.hosts(own)));
        lines.add("key: " + KeyKind.of(own.getPublicKey()));
        lines.add("ends: " + own.getNotAfter().toInstant() + ", " + daysLeft(now) + " days left");
        for (X509Certificate each : chain) {
            lines.add("issued by: " + harmless(each.getIssuerX500Principal().getName()));
        }
        List<String> problems = problems(now);
        problems.forEach(problem -> lines.add("problem: " + problem));
        if (problems.isEmpty()) {
            lines.add("trusted, and for " + peer.name() + (daysLeft(now) < SOON ? "; to be renewed soon" : ""));
        }
        return lines;
    }

    /** The server's text, for a terminal. */
    private static String harmless(String text) {
        return text.replaceAll("\\p{C}", "?");
    }

    private long daysLeft(Instant now) {
        return Math.floorDiv(
                ChronoUnit.SECONDS.between(now, chain.get(0).getNotAfter().toInstant()), 86_400L);
    }

    /** Reasons not to trust it. */
    List<String> problems(Instant now) {
        List<String> problems = new ArrayList<>();
        Set<String> names = CertificateNames.hosts(chain.get(0));
        if (!CertificateNames.include(names, peer.name())) {
            problems.add("the certificate is not for " + peer.name());
        }
        if (now.isAfter(chain.get(0).getNotAfter().toInstant())) {
            problems.add("the certificate is over");
        }
        distrust().ifPresent(why -> problems.add("not trusted by Java's own list of authorities: " + why));
        return problems;
    }

    private Optional<String> distrust() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            X509TrustManager manager = Stream.of(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
            manager.checkServerTrusted(chain.toArray(new X509Certificate[0]), "UNKNOWN");
            return Optional.empty();
        } catch (CertificateException e) {
            return Optional.of(inWords(e));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JDK has a list of authorities", e);
        }
    }

    private String inWords(CertificateException e) {
        X509Certificate own = chain.get(0);
        if (own.getIssuerX500Principal().equals(own.getSubjectX500Principal())) {
            return "nobody but itself has signed the certificate";
        }
        String said = String.valueOf(e.getMessage());
        return said.endsWith(NO_PATH)
                ? "no authority that is known has signed it, or a certificate between is not sent"
                : harmless(said);
    }
}
