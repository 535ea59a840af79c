package ee.qmail.rar.pop3;

import ee.qmail.contract.Door;
import ee.qmail.rar.listener.ListenerSpec;
import java.util.EnumSet;

/** Activates a POP3 endpoint for a bean that implements {@link ee.qmail.contract.Pop3Listener}. */
public class Pop3ActivationSpec extends ListenerSpec {
    private static final long serialVersionUID = 1L;

    public Pop3ActivationSpec() {
        super(EnumSet.of(Door.POP3, Door.POP3S));
    }
}
