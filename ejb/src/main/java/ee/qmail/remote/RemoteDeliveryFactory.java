package ee.qmail.remote;

import ee.qmail.control.ControlFiles;
import ee.qmail.dns.DnsjavaDns;
import ee.qmail.home.QmailHome;
import ee.qmail.loop.StandingWarning;
import ee.qmail.loop.SteadyClock;
import ee.qmail.remote.tls.TlsClient;
import ee.qmail.remote.tls.TlsFailures;
import ee.qmail.remote.tls.TlsRules;
import ee.qmail.tcpserver.OwnAddresses;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Makes qmail-remote: what it reads from the control files, its DNS, and what it remembers of other servers. */
@ApplicationScoped
public class RemoteDeliveryFactory {
    private final Clock clock = new SteadyClock();
    private final TcpTo tcpTo = new TcpTo(clock);
    private final RefusedLogins refusedLogins = new RefusedLogins(clock);
    private final ControlFiles controlFiles;
    private final RemoteTools tools;

    @Resource
    private ManagedScheduledExecutorService executor;

    /** For the container's proxies. */
    protected RemoteDeliveryFactory() {
        this.controlFiles = null;
        this.tools = null;
    }

    @Inject
    public RemoteDeliveryFactory(QmailHome home, ControlFiles controlFiles) {
        this.controlFiles = controlFiles;
        this.tools = new RemoteTools(
                tcpTo,
                new TlsRules(home.control()),
                new TlsClient(home.control()),
                new TlsFailures(clock),
                new KeptConnections(KeptConnections.MOST, System::nanoTime, this::later),
                refusedLogins);
    }

    private void later(Runnable task) {
        executor.schedule(task, KeptConnections.IDLE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Produces
    RemoteDelivery remoteDelivery() {
        MailExchangers exchangers = new MailExchangers(DnsjavaDns.configured(), new OwnAddresses(), new Random());
        return new RemoteDelivery(() -> RemoteSettings.of(controlFiles.current()), exchangers, tools);
    }

    /** For administration. */
    @Produces
    TcpTo tcpTo() {
        return tcpTo;
    }

    @PostConstruct
    void open() {
        StandingWarning.ALL.add(refusedLogins);
    }

    @PreDestroy
    void close() {
        StandingWarning.ALL.remove(refusedLogins);
        tools.connections().close();
    }
}
