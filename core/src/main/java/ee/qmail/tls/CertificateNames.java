package ee.qmail.tls;

import ee.qmail.address.DomainName;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** The names in a certificate. */
public final class CertificateNames {
    private static final int MAIL_ADDRESS = 1;
    private static final int DNS_NAME = 2;
    private static final String MAIL_ADDRESS_OID = "1.2.840.113549.1.9.1";

    private CertificateNames() {}

    /**
     * The hosts that it is for, in small letters: the alternative names, and without any of them the common name. What cannot be a host's
     * name is left out, whatever stands there.
     */
    public static Set<String> hosts(X509Certificate certificate) {
        List<String> given = alternatives(certificate, DNS_NAME);
        Stream<String> names =
                given.isEmpty() ? attribute(certificate.getSubjectX500Principal(), "CN").stream() : given.stream();
        return names.map(DomainName::canonical)
                .filter(name -> DomainName.isName(name.startsWith("*.") ? name.substring(2) : name))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Tells whether a host is among names, itself or by a wildcard for its first label.
     *
     * @param host in small letters, as {@link DomainName#canonical}
     */
    public static boolean include(Set<String> names, String host) {
        return names.contains(host) || names.contains(wildcard(host));
    }

    /** The name with a wildcard that a host comes under (RFC 6125 6.4.3). */
    static String wildcard(String host) {
        int dot = host.indexOf('.');
        return dot < 0 ? host : "*" + host.substring(dot);
    }

    /** The mail address of a person's certificate: the first alternative name of that kind, else that of the subject. */
    static Optional<String> mailAddress(X509Certificate certificate) {
        return alternatives(certificate, MAIL_ADDRESS).stream()
                .findFirst()
                .or(() -> attribute(certificate.getSubjectX500Principal(), "EMAILADDRESS"));
    }

    private static List<String> alternatives(X509Certificate certificate, int kind) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(kind))
                            .map(name -> (String) name.get(1))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of(); // as if it had none: it is for nobody then
        }
    }

    private static Optional<String> attribute(X500Principal subject, String type) {
        try {
            String name = subject.getName(X500Principal.RFC1779, Map.of(MAIL_ADDRESS_OID, "EMAILADDRESS"));
            for (Rdn part : new LdapName(name).getRdns()) {
                if (part.getType().equalsIgnoreCase(type) && part.getValue() instanceof String text) {
                    return Optional.of(text);
                }
            }
            return Optional.empty();
        } catch (InvalidNameException e) {
            return Optional.empty(); // not a name that can be read: as if it had none
        }
    }
}
