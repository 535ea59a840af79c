package ee.qmail.api;

import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import java.io.Serializable;

/**
 * Makes connections into this server's queue; found in JNDI, {@code mail/connections} with the runnable jar. Safe for
 * use by several threads.
 */
public interface MailConnectionFactory extends Serializable, Referenceable {
    /**
     * Takes a connection, which the caller closes.
     *
     * @return a connection of the current JTA transaction, if there is one
     * @throws ResourceException if no connection can be had now
     */
    MailConnection getConnection() throws ResourceException;
}
