package ee.qmail.rar.smtp;

import ee.qmail.home.Env;
import ee.qmail.rar.listener.ListenerSpec;
import java.nio.file.Path;

/** Activates an SMTP endpoint for a bean that implements {@link ee.qmail.contract.SmtpListener}. */
public class SmtpActivationSpec extends ListenerSpec {
    private static final long serialVersionUID = 1L;

    @Override
    protected Path log() {
        return home().smtpdLog();
    }

    @Override
    protected Env defaultPort() {
        return Env.QMAIL_SMTP_PORT;
    }
}
