package ee.qmail.pop3d;

import ee.qmail.checkpassword.OfferedMechanisms;
import ee.qmail.contract.Client;
import ee.qmail.contract.Load;
import ee.qmail.contract.Pop3Policy;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.start.Readiness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Which clients may connect to POP3, and how they may log in. */
@ApplicationScoped
public class Pop3Admission {
    /** As qmail-pop3d (POP-4); twice what RFC 1939 asks for. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1200);

    private final ControlFiles controlFiles;
    private final OfferedMechanisms mechanisms;
    private final Readiness readiness;

    /** For the container's proxies. */
    protected Pop3Admission() {
        this(null, null, null);
    }

    @Inject
    public Pop3Admission(ControlFiles controlFiles, OfferedMechanisms mechanisms, Readiness readiness) {
        this.controlFiles = controlFiles;
        this.mechanisms = mechanisms;
        this.readiness = readiness;
    }

    /** @param apop whether a mailbox keeps a secret for APOP */
    public Pop3Policy admit(Client client, Load load, boolean apop) {
        Controls controls = controlFiles.current();
        return new Pop3Policy(
                refusal(controls, load),
                controls.me(),
                apop,
                mechanisms.of(client),
                TIMEOUT,
                controls.concurrencyincoming());
    }

    /** With TLS there are more ways to log in. */
    public Pop3Policy changed(Client client, Pop3Policy before) {
        return before.with(mechanisms.of(client));
    }

    private String refusal(Controls controls, Load load) {
        if (!readiness.isStarted()) {
            return "[SYS/TEMP] starting, try again in a few seconds";
        }
        if (load.connections() > controls.concurrencyincoming() || load.fromThisAddress() > controls.maxconnip()) {
            return "[SYS/TEMP] too many connections, try again later";
        }
        if (controls.maxconnminute() > 0 && load.withinMinute() > controls.maxconnminute()) {
            return "[SYS/TEMP] too many connections within a minute, try again later";
        }
        return null;
    }
}
