package ee.qmail.queue;

import ee.qmail.mail.Body;

/** What a JMS message of the broker in this process is too, if it is large. */
public interface MessageWithBody {
    /** The octets where the broker keeps them: may be opened any number of times until the message is acknowledged. */
    Body body();
}
