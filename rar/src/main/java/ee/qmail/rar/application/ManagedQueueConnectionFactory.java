package ee.qmail.rar.application;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.io.PrintWriter;
import java.util.Set;
import javax.security.auth.Subject;

/** Connections into the queue of this process; all are alike. */
public class ManagedQueueConnectionFactory implements ManagedConnectionFactory {
    private static final long serialVersionUID = 1L;

    private transient PrintWriter log;

    @Override
    public Object createConnectionFactory(ConnectionManager connections) {
        return new QueueConnectionFactory(this, connections);
    }

    @Override
    public Object createConnectionFactory() throws ResourceException {
        throw new NotSupportedException("connections are had in an application server only");
    }

    @Override
    public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo info) {
        return new ManagedQueueConnection();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public ManagedConnection matchManagedConnections(Set pooled, Subject subject, ConnectionRequestInfo info) {
        for (Object connection : pooled) {
            if (connection instanceof ManagedQueueConnection queue) {
                return queue;
            }
        }
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        log = writer;
    }

    @Override
    public PrintWriter getLogWriter() {
        return log;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ManagedQueueConnectionFactory;
    }

    @Override
    public int hashCode() {
        return ManagedQueueConnectionFactory.class.hashCode();
    }
}
