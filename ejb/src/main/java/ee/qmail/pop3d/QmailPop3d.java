package ee.qmail.pop3d;

import ee.qmail.checkpassword.DoorBean;
import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Load;
import ee.qmail.contract.Login;
import ee.qmail.contract.Peer;
import ee.qmail.contract.Pop3Listener;
import ee.qmail.contract.Pop3Policy;
import ee.qmail.start.Readiness;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;

/** qmail-popup's side of POP3: decides which user may log in to which Maildir. */
@MessageDriven(messageListenerInterface = Pop3Listener.class)
public class QmailPop3d extends DoorBean implements Pop3Listener {
    @Inject
    private Pop3Admission admission;

    @Inject
    private Readiness readiness;

    @Override
    public Pop3Policy connected(Client client, Load load) {
        boolean apop = readiness.isStarted() && checkPassword().anyApopSecret();
        return admission.admit(client, load, apop);
    }

    @Override
    public Pop3Policy changed(Client client, Pop3Policy before) {
        return admission.changed(client, before);
    }

    @Override
    public Login checkApop(Peer peer, Door door, String user, String timestamp, String digest) {
        return checkPassword().checkApop(peer, door, user, timestamp, digest);
    }
}
