package ee.qmail.remote;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.dns.DnsjavaDns;
import ee.qmail.loop.SteadyClock;
import ee.qmail.tcpserver.OwnAddresses;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Random;

/** Makes qmail-remote: what it reads from the control files, its DNS, its table of hosts that time out. */
@ApplicationScoped
public class RemoteDeliveryFactory {
    private final TcpTo tcpTo = new TcpTo(new SteadyClock());

    @Produces
    RemoteDelivery remoteDelivery(ControlFiles controlFiles) {
        MailExchangers exchangers = new MailExchangers(DnsjavaDns.configured(), new OwnAddresses(), new Random());
        return new RemoteDelivery(() -> settings(controlFiles.current()), exchangers, tcpTo);
    }

    /** For administration. */
    @Produces
    TcpTo tcpTo() {
        return tcpTo;
    }

    private static RemoteSettings settings(Controls controls) {
        return new RemoteSettings(
                controls.helohost(), controls.timeoutconnect(), controls.timeoutremote(), controls.smtproutes()::find);
    }
}
