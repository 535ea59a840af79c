package ee.qmail.web.autoconfig;

import ee.qmail.address.DomainName;
import ee.qmail.contract.MailService;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.directory.Users;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Tells how the users of a domain reach this server. */
@ApplicationScoped
public class MailServers {
    private final ControlFiles files;
    private final Users users;

    /** For the container's proxies. */
    protected MailServers() {
        this(null, null);
    }

    @Inject
    MailServers(ControlFiles files, Users users) {
        this.files = files;
        this.users = users;
    }

    /**
     * Memory answers for domains that were asked for within some seconds.
     *
     * @return empty if the domain is not served here, or if this host has no name
     * @throws RuntimeException if the database does not answer
     */
    public Optional<MailServer> of(String domain) {
        return users.isServed(domain)
                ? files.current()
                        .value(Setting.ME)
                        .map(me -> MailServer.of(DomainName.canonical(domain), me, MailService.RUNNING.all()))
                : Optional.empty();
    }
}
