package ee.qmail.contract;

import ee.qmail.address.AddressPattern;
import ee.qmail.message.DeliveryReport;

/** A bean that takes mail. Safe for use by several threads. */
public interface MailConsumer {
    /** The place where somebody waits for a bean. Each has room of its own, of which an application gets a share. */
    enum Door {
        /** A worker of {@code qmail.local} waits. */
        QUEUE,
        /** An SMTP client waits for its reply. */
        SMTP
    }

    AddressPattern pattern();

    /** Its class and its application, as far as its server tells them, for messages. */
    String name();

    /** Tells whether SMTP's answer waits for the bean's transaction; else the mail goes through the queue. */
    boolean isAnsweredAtCommit();

    /** The bean itself, the same for all of its addresses and by {@code equals} no other one. */
    Object bean();

    /** Of the bean, at all of its addresses, as they are now. */
    BeanFigures figures();

    /**
     * Calls the bean, in a transaction of its own if it has one, and returns when that has ended, or when the bean's time is over. Then the
     * transaction is rolled back as soon as the bean returns, and the mail's body may be discarded all the same.
     *
     * @return a success exactly when it is known to have committed; a failure if the bean has rejected the mail; {@link
     *     ee.qmail.message.Reason#APPLICATION_BUSY}, after a second at most, if there is no room for the mail now, so that the bean was not called;
     *     another deferral in all other cases
     */
    DeliveryReport deliver(BeanMail mail, Door door);
}
