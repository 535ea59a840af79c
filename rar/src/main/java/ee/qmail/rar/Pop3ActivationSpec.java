package ee.qmail.rar;

import ee.qmail.home.Env;
import java.nio.file.Path;

/** Activates a POP3 endpoint for a bean that implements {@link ee.qmail.contract.Pop3Listener}. */
public class Pop3ActivationSpec extends ListenerSpec {
    private static final long serialVersionUID = 1L;

    @Override
    Path log() {
        return home().pop3dLog();
    }

    @Override
    Env defaultPort() {
        return Env.QMAIL_POP3_PORT;
    }
}
