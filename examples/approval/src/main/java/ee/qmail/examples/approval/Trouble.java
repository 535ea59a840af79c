package ee.qmail.examples.approval;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailRejectedException;
import jakarta.ejb.EJBException;
import jakarta.mail.MessagingException;
import java.io.IOException;

/** What is broken for good is rejected; trouble of the moment lets the mail come again. */
final class Trouble {
    private Trouble() {}

    /** @return to be thrown where it is of the moment */
    static EJBException of(InboundMail mail, MessagingException trouble) throws MailRejectedException {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof jakarta.jms.JMSException) {
                return new EJBException("mail " + mail.key() + " is tried again", trouble);
            }
        }
        throw new MailRejectedException("5.6.0", "the mail cannot be read: " + trouble.getMessage());
    }
}
