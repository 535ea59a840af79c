package ee.qmail.rar;

import ee.qmail.api.MailListener;
import ee.qmail.contract.Pop3Listener;
import ee.qmail.contract.SmtpListener;
import ee.qmail.guard.NetworkRates;
import ee.qmail.loop.SignOfLife;
import ee.qmail.rar.application.Applications;
import ee.qmail.rar.application.MailActivationSpec;
import ee.qmail.rar.application.MailBeanRegistry;
import ee.qmail.rar.entrance.AdapterControls;
import ee.qmail.rar.entrance.Encryption;
import ee.qmail.rar.entrance.Entrance;
import ee.qmail.rar.entrance.NetworkLimits;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.Listener;
import ee.qmail.rar.listener.ListenerSpec;
import ee.qmail.rar.listener.MemoryTrouble;
import ee.qmail.rar.pop3.MaildropLocks;
import ee.qmail.rar.pop3.Pop3ActivationSpec;
import ee.qmail.rar.pop3.Pop3Service;
import ee.qmail.rar.smtp.SmtpActivationSpec;
import ee.qmail.rar.smtp.SmtpService;
import ee.qmail.rar.work.Workers;
import ee.qmail.tls.ServerCertificates;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.Serializable;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.transaction.xa.XAResource;

/** Opens an endpoint for each bean that is activated, and closes it when the bean goes; nothing else. */
public class QmailResourceAdapter implements ResourceAdapter, Serializable {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(QmailResourceAdapter.class.getName());

    private record EndpointKey(MessageEndpointFactory factory, ActivationSpec spec) {}

    private final transient Map<EndpointKey, AutoCloseable> active = new ConcurrentHashMap<>();
    private transient BootstrapContext context;
    private final transient MaildropLocks maildrops = new MaildropLocks();
    private transient Applications applications;
    private transient AdapterControls controls;
    private transient NetworkLimits limits;
    private transient ServerCertificates certificates;

    @Override
    public void start(BootstrapContext bootstrapContext) throws ResourceAdapterInternalException {
        context = bootstrapContext;
        applications = new Applications(bootstrapContext);
        controls = new AdapterControls(ListenerSpec.home().control());
        limits = new NetworkLimits(controls, new NetworkRates(System::nanoTime));
        certificates = ServerCertificates.open(ListenerSpec.home(), controls::me, Clock.systemUTC(), LOG::warning);
        SignOfLife.SIGNS.add(MemoryTrouble.SHARED);
    }

    @Override
    public void stop() {
        SignOfLife.SIGNS.remove(MemoryTrouble.SHARED);
        active.values().forEach(QmailResourceAdapter::closeOrTell);
        active.clear();
        applications.close();
        certificates.close();
    }

    @Override
    public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec) throws ResourceException {
        active.put(new EndpointKey(factory, spec), activate(factory, spec));
    }

    /** Not every server asks the specification; and not every one shows why a deployment failed. */
    private static void validate(MessageEndpointFactory factory, ActivationSpec spec) throws ResourceException {
        try {
            spec.validate();
        } catch (InvalidPropertyException e) {
            String reason = Endpoints.nameOf(factory) + ": " + e.getMessage();
            LOG.severe(reason);
            throw new ResourceException(reason, e);
        }
    }

    private AutoCloseable activate(MessageEndpointFactory factory, ActivationSpec spec) throws ResourceException {
        validate(factory, spec);
        Workers workers = new Workers(context.getWorkManager());
        if (spec instanceof ListenerSpec listener && listener.isClosed()) {
            return () -> {};
        }
        if (spec instanceof SmtpActivationSpec smtp) {
            Endpoints<SmtpListener> endpoints = new Endpoints<>(SmtpListener.class, factory, context);
            SmtpService service = new SmtpService(endpoints, workers, smtp.spool());
            return Listener.open(smtp, entrance(smtp, workers), workers, service::handler, service);
        }
        if (spec instanceof Pop3ActivationSpec pop3) {
            Endpoints<Pop3Listener> endpoints = new Endpoints<>(Pop3Listener.class, factory, context);
            Pop3Service service = new Pop3Service(endpoints, workers, maildrops);
            return Listener.open(pop3, entrance(pop3, workers), workers, service::handler, endpoints);
        }
        if (spec instanceof MailActivationSpec mail) {
            return MailBeanRegistry.activate(new Endpoints<>(MailListener.class, factory, context), mail, applications);
        }
        throw new ResourceException(spec.getClass().getName()
                + ": must be a SmtpActivationSpec, a Pop3ActivationSpec or a MailActivationSpec");
    }

    private Entrance entrance(ListenerSpec spec, Workers workers) {
        return new Entrance(spec.door(), new Encryption(certificates, spec.door(), workers), controls, limits);
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
        AutoCloseable endpoint = active.remove(new EndpointKey(factory, spec));
        if (endpoint != null) {
            close(endpoint);
        }
    }

    /** The others are closed all the same. */
    private static void closeOrTell(AutoCloseable endpoint) {
        try {
            close(endpoint);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the adapter stops without one of its endpoints", e);
        }
    }

    private static void close(AutoCloseable endpoint) {
        try {
            endpoint.close();
        } catch (Exception e) {
            throw new IllegalStateException("an endpoint did not stop cleanly", e);
        }
    }

    /** The adapter is the source of the messages and keeps none: there is nothing to recover. */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return new XAResource[0];
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
