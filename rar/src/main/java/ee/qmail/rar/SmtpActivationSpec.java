package ee.qmail.rar;

import ee.qmail.home.Env;
import java.nio.file.Path;

/** Activates an SMTP endpoint for a bean that implements {@link ee.qmail.contract.SmtpListener}. */
public class SmtpActivationSpec extends ListenerSpec {
    private static final long serialVersionUID = 1L;

    @Override
    Path log() {
        return home().smtpdLog();
    }

    @Override
    Env defaultPort() {
        return Env.QMAIL_SMTP_PORT;
    }
}
