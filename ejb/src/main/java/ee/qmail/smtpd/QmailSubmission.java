package ee.qmail.smtpd;

import ee.qmail.contract.SmtpListener;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;

/** qmail-smtpd for users who log in and send mail (RFC 6409). */
@MessageDriven(
        messageListenerInterface = SmtpListener.class,
        activationConfig = @ActivationConfigProperty(propertyName = "door", propertyValue = "submission"))
public class QmailSubmission extends QmailSmtpd {}
