package ee.qmail.rar.application;

import ee.qmail.api.MailConnection;
import ee.qmail.api.MailConnectionFactory;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import javax.naming.Reference;

/** The factory that an application finds in JNDI. */
final class QueueConnectionFactory implements MailConnectionFactory {
    private static final long serialVersionUID = 1L;

    private final ManagedQueueConnectionFactory managed;
    private final ConnectionManager connections;
    private Reference reference;

    QueueConnectionFactory(ManagedQueueConnectionFactory managed, ConnectionManager connections) {
        this.managed = managed;
        this.connections = connections;
    }

    @Override
    public MailConnection getConnection() throws ResourceException {
        return (MailConnection) connections.allocateConnection(managed, null);
    }

    @Override
    public void setReference(Reference reference) {
        this.reference = reference;
    }

    @Override
    public Reference getReference() {
        return reference;
    }
}
