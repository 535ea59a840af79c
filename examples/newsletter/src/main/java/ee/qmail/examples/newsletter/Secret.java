package ee.qmail.examples.newsletter;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.SecureRandom;

/** The key of the signatures, made at their first use. */
@Entity
@Table(name = "example_newsletter_secret")
public class Secret {
    static final int ONLY = 1;
    private static final int LENGTH = 32;

    @Id
    private int id = ONLY;

    private byte[] octets = new byte[LENGTH];

    static Secret random() {
        Secret secret = new Secret();
        new SecureRandom().nextBytes(secret.octets);
        return secret;
    }

    byte[] octets() {
        return octets.clone();
    }
}
