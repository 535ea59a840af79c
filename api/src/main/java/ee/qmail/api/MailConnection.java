package ee.qmail.api;

import jakarta.resource.ResourceException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;

/**
 * Sends mail. Inside a JTA transaction all messages of a connection are queued together when the transaction commits, and none if it rolls
 * back; it is a resource without a prepare, of which a transaction may have one beside those with. Outside, each is queued when
 * {@link #send} returns. Not safe for use by several threads.
 */
public interface MailConnection extends AutoCloseable {
    /**
     * Sends a message, completed as qmail-inject does.
     *
     * @param sender of the envelope; null: from the header
     * @param recipients of the envelope; empty: from To, Cc and Bcc
     * @param message RFC 5322 with LF or CRLF line ends, at most 32 MB; read to its end, not closed
     * @return the queue id, under which logs and events tell of it
     * @throws ResourceException if it cannot become mail, or cannot be stored
     * @throws IOException if {@code message} cannot be read; nothing is sent then
     */
    String send(String sender, Collection<String> recipients, InputStream message)
            throws ResourceException, IOException;

    /** Gives the connection back; what was sent in a transaction stays part of it. */
    @Override
    void close();
}
