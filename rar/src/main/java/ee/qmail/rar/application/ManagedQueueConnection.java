package ee.qmail.rar.application;

import ee.qmail.api.Dsn;
import ee.qmail.api.MailConnection;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Submission;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.QueueId;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;

/** A connection into the queue: keeps what is sent in a transaction until that commits. */
final class ManagedQueueConnection implements ManagedConnection, LocalTransaction {
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private MailUnit unit = new MailUnit();
    private boolean transacted;
    private PrintWriter log;

    private final class Handle implements MailConnection {
        private boolean closed;

        @Override
        public String send(String sender, Collection<String> recipients, InputStream message)
                throws ResourceException, IOException {
            return send(sender, recipients, message, null);
        }

        @Override
        public String send(String sender, Collection<String> recipients, InputStream message, String key)
                throws ResourceException, IOException {
            return send(sender, recipients, message, key, Dsn.NONE);
        }

        @Override
        public String send(String sender, Collection<String> recipients, InputStream message, String key, Dsn dsn)
                throws ResourceException, IOException {
            if (closed) {
                throw new ResourceException("the connection is closed");
            }
            return ManagedQueueConnection.this.send(sender, recipients, message, key, wishes(dsn));
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                ConnectionEvent event =
                        new ConnectionEvent(ManagedQueueConnection.this, ConnectionEvent.CONNECTION_CLOSED);
                event.setConnectionHandle(this);
                listeners.forEach(listener -> listener.connectionClosed(event));
            }
        }
    }

    private static DsnWishes wishes(Dsn dsn) {
        return dsn == null ? DsnWishes.NONE : new DsnWishes(dsn.conditions(), dsn.ret(), dsn.envid());
    }

    private String send(String sender, Collection<String> recipients, InputStream message, String key, DsnWishes wishes)
            throws ResourceException, IOException {
        byte[] octets = message.readNBytes(Submission.MAX_MESSAGE + 1);
        if (octets.length > Submission.MAX_MESSAGE) {
            throw new ResourceException(
                    "message: must be at most " + Submission.MAX_MESSAGE + " octets; send larger mail by SMTP");
        }
        MailUnit target = transacted ? unit : new MailUnit();
        QueueId id;
        try {
            id = add(target, octets, sender, recipients, key, wishes);
        } catch (IllegalArgumentException e) {
            throw MailUnit.refused(e);
        }
        if (!transacted) {
            target.store(sink());
        }
        return id.toString();
    }

    private static QueueId add(
            MailUnit target, byte[] message, String sender, Collection<String> recipients, String key, DsnWishes wishes)
            throws ResourceException {
        if (key == null) {
            InboundMessage mail = sink().complete(message, sender, recipients, wishes);
            target.add(mail);
            return mail.id();
        }
        Submission.Keyed mail = sink().keyed(key, message, sender, recipients, wishes);
        target.add(mail);
        return mail.id();
    }

    private static Submission sink() throws ResourceException {
        return Submission.RUNNING
                .current()
                .orElseThrow(() -> new ResourceException("the mail server is not running: try again later"));
    }

    @Override
    public void begin() {
        unit = new MailUnit();
        transacted = true;
    }

    @Override
    public void commit() throws ResourceException {
        MailUnit whole = unit;
        end();
        if (!whole.isEmpty()) {
            whole.store(sink());
        }
    }

    @Override
    public void rollback() {
        end();
    }

    private void end() {
        unit = new MailUnit();
        transacted = false;
    }

    @Override
    public Object getConnection(Subject subject, ConnectionRequestInfo info) {
        return new Handle();
    }

    @Override
    public LocalTransaction getLocalTransaction() {
        return this;
    }

    @Override
    public XAResource getXAResource() throws ResourceException {
        throw new NotSupportedException("there are local transactions only");
    }

    @Override
    public void cleanup() {
        end();
    }

    @Override
    public void destroy() {
        end();
    }

    @Override
    public void associateConnection(Object connection) throws ResourceException {
        throw new NotSupportedException("a connection stays with its transaction");
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public ManagedConnectionMetaData getMetaData() {
        return new ManagedConnectionMetaData() {
            @Override
            public String getEISProductName() {
                return "qmail EE";
            }

            @Override
            public String getEISProductVersion() {
                return "";
            }

            @Override
            public int getMaxConnections() {
                return 0;
            }

            @Override
            public String getUserName() {
                return "";
            }
        };
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        log = writer;
    }

    @Override
    public PrintWriter getLogWriter() {
        return log;
    }
}
