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

    /**
     * Sends a message under a name for ever: a repetition is not sent, and that is no error. It is for work that may be repeated, such as
     * a bean that gets its mail again after a crash. Keys are those of {@code qmail_key} in docs/jms.md, whichever way a mail goes, and are remembered
     * for as long. All else is as in the method without a key, the transaction too, of which both may be used.
     *
     * <p>A repetition has the same sender, recipients and message, octet for octet but for line ends; a Date and a Message-ID that are left to the server
     * make no difference. Mail with another content under the key is refused while this process remembers it (its last 10,000 keys); later it
     * counts as a repetition.
     *
     * @param sender of the envelope; null: from the header
     * @param recipients of the envelope, with at most 100,000 characters together; empty: from To, Cc and Bcc
     * @param message RFC 5322 with LF or CRLF line ends, at most 32 MB; read to its end, not closed
     * @param key at most 1,000 characters, which all applications share: begin it with the name of yours, {@code orders/17/confirmation}; null: none
     * @return the queue id, under which logs and events tell of it: the same for each repetition
     * @throws KeyUsedException if other mail was sent under the key
     * @throws ResourceException if it cannot become mail, or cannot be stored
     * @throws IOException if {@code message} cannot be read; nothing is sent then
     * @throws UnsupportedOperationException if this connection is not the server's, but a stand-in in a test that knows no keys
     */
    default String send(String sender, Collection<String> recipients, InputStream message, String key)
            throws ResourceException, IOException {
        if (key == null) {
            return send(sender, recipients, message);
        }
        throw new UnsupportedOperationException(
                getClass().getName() + " knows no keys: must have a method send with a key");
    }

    /**
     * Sends a message with wishes about notifications (RFC 3461). All else is as in the method with a key.
     *
     * @param sender of the envelope, whom notifications go to; null: from the header
     * @param recipients of the envelope; empty: from To, Cc and Bcc
     * @param message RFC 5322 with LF or CRLF line ends, at most 32 MB; read to its end, not closed
     * @param key as in the method with a key; a repetition has the same wishes; null: none
     * @param dsn when and how the sender is told what becomes of the message; null: as without
     * @return the queue id, under which logs and events tell of it
     * @throws KeyUsedException if other mail was sent under the key
     * @throws ResourceException if it cannot become mail, or cannot be stored
     * @throws IOException if {@code message} cannot be read; nothing is sent then
     * @throws UnsupportedOperationException if this connection is not the server's, but a stand-in in a test that knows no notifications
     */
    default String send(String sender, Collection<String> recipients, InputStream message, String key, Dsn dsn)
            throws ResourceException, IOException {
        if (dsn == null || dsn.equals(Dsn.NONE)) {
            return send(sender, recipients, message, key);
        }
        throw new UnsupportedOperationException(
                getClass().getName() + " knows no notifications: must have a method send with a Dsn");
    }

    /** Gives the connection back; what was sent in a transaction stays part of it. */
    @Override
    void close();
}
