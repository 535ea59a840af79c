package ee.qmail.contract;

import ee.qmail.message.Body;

/** Implemented by large JMS messages of the broker in this process. */
public interface MessageWithBody {
    /**
     * The octets where the broker keeps them: may be opened any number of times until the message is acknowledged. Reading them
     * throws a {@link java.util.zip.ZipException} if the sender has compressed them and they can never be unpacked.
     */
    Body body();
}
