package ee.qmail.smtpd;

import ee.qmail.dns.Dns;
import ee.qmail.dns.DnsjavaDns;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;

/** The DNS that is asked about clients while they wait for the greeting. */
@ApplicationScoped
public class ClientDns {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @Produces
    @ApplicationScoped
    Dns dns() {
        return DnsjavaDns.configured(PATIENCE);
    }
}
