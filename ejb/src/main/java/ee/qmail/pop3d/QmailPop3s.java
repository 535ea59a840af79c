package ee.qmail.pop3d;

import ee.qmail.contract.Pop3Listener;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;

/** qmail-popup with TLS from the first octet (RFC 8314 3.2). */
@MessageDriven(
        messageListenerInterface = Pop3Listener.class,
        activationConfig = @ActivationConfigProperty(propertyName = "door", propertyValue = "pop3s"))
public class QmailPop3s extends QmailPop3d {}
