package ee.qmail.directory;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Something that only the servers on this database know. Made when the database is. */
@Entity
@Table(name = "server_secret")
public class ServerSecret {
    /** The key of the secrets that unknown users seem to have (AUTH-10). */
    public static final String SCRAM = "scram";

    @Id
    private String name;

    private String secret;

    protected ServerSecret() {}

    /** Base64. */
    String getSecret() {
        return secret;
    }
}
