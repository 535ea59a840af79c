package ee.qmail.acme;

import com.nimbusds.jose.util.Base64URL;
import ee.qmail.address.DomainName;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.text.Sha256;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The control files of ACME (CERT-9).
 *
 * @param directory of the authority
 * @param contact mail address; empty for none
 * @param names that the certificate has to have, A-labels; the first label may be {@code *}
 * @param externalAccount {@code kid|key}; empty if the authority demands none
 * @param dnsProgram absolute path; empty if names are proved by HTTP
 * @param keepsKey whether a renewed certificate has the key of the old one
 */
record AcmeSettings(
        URI directory, String contact, Set<String> names, String externalAccount, String dnsProgram, boolean keepsKey) {
    AcmeSettings {
        names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    /** Empty while there is no directory, and nothing is to be done. */
    static Optional<AcmeSettings> of(Controls controls) {
        Set<String> names = new LinkedHashSet<>();
        controls.list(Setting.ACMEDOMAINS).forEach(name -> names.add(DomainName.canonical(name)));
        return controls.value(Setting.ACME)
                .filter(directory -> !directory.isEmpty())
                .map(directory -> new AcmeSettings(
                        URI.create(directory),
                        controls.value(Setting.ACMECONTACT).orElse(""),
                        names,
                        controls.value(Setting.ACMEEAB).orElse(""),
                        controls.value(Setting.ACMEDNS).orElse(""),
                        controls.value(Setting.ACMEKEY).orElse("").equals("keep")));
    }

    boolean isByDns() {
        return !dnsProgram.isEmpty();
    }

    /** The account's name at the authority. */
    String externalKid() {
        return externalAccount.substring(0, externalAccount.indexOf('|'));
    }

    byte[] externalKey() {
        return Base64URL.from(externalAccount.substring(externalAccount.indexOf('|') + 1))
                .decode();
    }

    /** Identifies one state of these settings, so that a change is a new beginning after failures. */
    String fingerprint() {
        return Sha256.hex(directory + "\n" + contact + "\n" + names + "\n" + externalAccount + "\n" + dnsProgram);
    }
}
