package ee.qmail.smtpd;

import ee.qmail.contract.SmtpListener;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;

/** qmail-smtpd for users who log in, with TLS from the first octet (RFC 8314 3.3). */
@MessageDriven(
        messageListenerInterface = SmtpListener.class,
        activationConfig = @ActivationConfigProperty(propertyName = "door", propertyValue = "submissions"))
public class QmailSubmissions extends QmailSmtpd {}
