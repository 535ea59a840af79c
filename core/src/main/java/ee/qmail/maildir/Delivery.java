package ee.qmail.maildir;

/** The result of a delivery that did not fail. Either way the message is there, and durable. */
public enum Delivery {
    DELIVERED,
    /** An earlier attempt had put it there. */
    ALREADY_DELIVERED
}
