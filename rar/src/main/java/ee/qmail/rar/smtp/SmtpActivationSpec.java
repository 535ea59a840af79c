package ee.qmail.rar.smtp;

import ee.qmail.contract.Door;
import ee.qmail.rar.listener.ListenerSpec;
import java.util.EnumSet;

/** Activates an SMTP endpoint for a bean that implements {@link ee.qmail.contract.SmtpListener}. */
public class SmtpActivationSpec extends ListenerSpec {
    private static final long serialVersionUID = 1L;

    public SmtpActivationSpec() {
        super(EnumSet.of(Door.MX, Door.SUBMISSION, Door.SUBMISSIONS));
    }
}
