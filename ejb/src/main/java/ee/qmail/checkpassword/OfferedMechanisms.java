package ee.qmail.checkpassword;

import ee.qmail.contract.Client;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.sasl.SaslMechanism;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;

/** The ways to log in that a connection has: with TLS all, in clear none, but for the clients of {@code control/plaintextlogin} (AUTH-1, POP-T2). */
@ApplicationScoped
public class OfferedMechanisms {
    private static final List<SaslMechanism> SCRAM =
            List.of(SaslMechanism.SCRAM_SHA_256_PLUS, SaslMechanism.SCRAM_SHA_256);
    private static final List<SaslMechanism> TOKENS = List.of(SaslMechanism.XOAUTH2, SaslMechanism.OAUTHBEARER);

    private final ControlFiles files;

    /** For the container's proxies. */
    protected OfferedMechanisms() {
        this(null);
    }

    @Inject
    public OfferedMechanisms(ControlFiles files) {
        this.files = files;
    }

    /** The names of the mechanisms, the strongest first. What cannot work on a connection, it leaves out by itself. */
    public List<String> of(Client client) {
        Controls controls = files.current();
        boolean safe = client.isEncrypted()
                || controls.isPlaintextlogin(client.peer().remote().getAddress(), client.door());
        return safe ? possible(controls) : List.of();
    }

    /** Tokens need an issuer, and SCRAM secrets that another store of identities does not give. */
    private static List<String> possible(Controls controls) {
        EnumSet<SaslMechanism> possible = EnumSet.allOf(SaslMechanism.class);
        if (controls.isIdentityOfServer()) {
            possible.removeAll(SCRAM);
        }
        if (controls.oauth().isEmpty()) {
            possible.removeAll(TOKENS);
        }
        return possible.stream().map(SaslMechanism::protocolName).toList();
    }
}
