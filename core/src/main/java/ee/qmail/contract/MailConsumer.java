package ee.qmail.contract;

import ee.qmail.address.AddressPattern;
import ee.qmail.message.DeliveryReport;

/** A bean that takes mail. Safe for use by several threads. */
public interface MailConsumer {
    AddressPattern pattern();

    /** Its class and its application, as far as its server tells them, for messages. */
    String name();

    /** Tells whether SMTP's answer waits for the bean's transaction; else the mail goes through the queue. */
    boolean isAnsweredAtCommit();

    /**
     * Calls the bean, in a transaction of its own if it has one, and returns when that has ended.
     *
     * @return a success exactly when it is known to have committed; a failure if the bean has rejected the mail; a
     *     deferral in all other cases
     */
    DeliveryReport deliver(BeanMail mail);
}
