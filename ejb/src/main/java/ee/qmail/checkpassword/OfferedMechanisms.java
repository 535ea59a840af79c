package ee.qmail.checkpassword;

import ee.qmail.contract.Client;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;

/** The ways to log in that a connection has: with TLS all, in clear none, but for the clients of {@code control/plaintextlogin} (AUTH-1, POP-T2). */
@ApplicationScoped
public class OfferedMechanisms {
    /** The strongest first. What cannot work on a connection, it leaves out by itself. */
    private static final List<String> ALL =
            List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN", "EXTERNAL");

    private static final List<String> TOKENS = List.of("XOAUTH2", "OAUTHBEARER");

    private final ControlFiles files;

    /** For the container's proxies. */
    protected OfferedMechanisms() {
        this(null);
    }

    @Inject
    public OfferedMechanisms(ControlFiles files) {
        this.files = files;
    }

    /** The names of the mechanisms, as they are offered. */
    public List<String> of(Client client) {
        Controls controls = files.current();
        boolean safe = client.isEncrypted()
                || controls.isPlaintextlogin(client.peer().remote().getAddress(), client.door());
        if (!safe) {
            return List.of();
        }
        return controls.oauth().isPresent()
                ? Stream.concat(ALL.stream(), TOKENS.stream()).toList()
                : ALL;
    }
}
