package ee.qmail.rar.pop3;

import ee.qmail.home.Env;
import ee.qmail.rar.listener.ListenerSpec;
import java.nio.file.Path;

/** Activates a POP3 endpoint for a bean that implements {@link ee.qmail.contract.Pop3Listener}. */
public class Pop3ActivationSpec extends ListenerSpec {
    private static final long serialVersionUID = 1L;

    @Override
    protected Path log() {
        return home().pop3dLog();
    }

    @Override
    protected Env defaultPort() {
        return Env.QMAIL_POP3_PORT;
    }
}
