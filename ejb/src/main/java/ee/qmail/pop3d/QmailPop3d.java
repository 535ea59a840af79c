package ee.qmail.pop3d;

import ee.qmail.checkpassword.DoorBean;
import ee.qmail.checkpassword.OfferedMechanisms;
import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Load;
import ee.qmail.contract.Login;
import ee.qmail.contract.Peer;
import ee.qmail.contract.Pop3Listener;
import ee.qmail.contract.Pop3Policy;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.start.Readiness;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import java.time.Duration;

/** qmail-popup's side of POP3: decides which user may log in to which Maildir. */
@MessageDriven(messageListenerInterface = Pop3Listener.class)
public class QmailPop3d extends DoorBean implements Pop3Listener {
    /** As qmail-pop3d (POP-4); twice what RFC 1939 asks for. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1200);

    @Inject
    private ControlFiles controlFiles;

    @Inject
    private OfferedMechanisms mechanisms;

    @Inject
    private Readiness readiness;

    @Override
    public Pop3Policy connected(Client client, Load load) {
        Controls controls = controlFiles.current();
        boolean apop = readiness.isStarted() && checkPassword().anyApopSecret();
        return new Pop3Policy(
                refusal(controls, load),
                controls.me(),
                apop,
                mechanisms.of(client),
                TIMEOUT,
                controls.concurrencyincoming());
    }

    @Override
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

    @Override
    public Login checkApop(Peer peer, Door door, String user, String timestamp, String digest) {
        return checkPassword().checkApop(peer, door, user, timestamp, digest);
    }
}
