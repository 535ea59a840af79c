package ee.qmail.queue;

import ee.qmail.control.Controls;
import ee.qmail.control.DomainLookup;
import ee.qmail.env.AddressLiteral;
import ee.qmail.env.OwnAddresses;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How recipients are rewritten: by qmail-smtpd (SMTP-9), then by qmail-send (RW-1 to RW-6), by one snapshot of the control
 * files. Immutable.
 *
 * @param own whether an address is this host's
 */
public record Rewriting(Controls controls, Predicate<InetAddress> own) {
    public Rewriting(Controls controls) {
        this(controls, new OwnAddresses());
    }

    /**
     * Decides where a recipient goes: localiphost, envnoathost, percenthack, locals, virtualdomains, else remote.
     *
     * @param recipient as in the envelope
     */
    public Route route(String recipient) {
        String named = localiphost(recipient);
        String address =
                DomainLookup.ascii(percenthack(named.indexOf('@') < 0 ? named + "@" + controls.envnoathost() : named));
        String domain = DomainLookup.domainOf(address);
        if (controls.locals().contains(domain)) {
            return new Route(Channel.LOCAL, address, domain, address);
        }
        return controls.virtualdomains()
                .prefix(address)
                .map(prefix -> new Route(Channel.LOCAL, prefix + "-" + address, domain, address))
                .orElseGet(() -> new Route(Channel.REMOTE, address, domain, address));
    }

    /** The recipient with the name of this host where its address stood in brackets (SMTP-9). */
    public String localiphost(String recipient) {
        int at = recipient.lastIndexOf('@');
        if (!recipient.startsWith("[", at + 1) || at < 0) {
            return recipient;
        }
        return AddressLiteral.parse(recipient.substring(at + 1))
                .filter(own)
                .flatMap(address -> controls.localiphost())
                .map(host -> recipient.substring(0, at + 1) + host)
                .orElse(recipient);
    }

    private String percenthack(String recipient) {
        String address = recipient;
        while (controls.percenthack().contains(DomainLookup.domainOf(address))) {
            String user = address.substring(0, address.lastIndexOf('@'));
            int percent = user.lastIndexOf('%');
            if (percent < 0) {
                return address;
            }
            address = user.substring(0, percent) + "@" + user.substring(percent + 1);
        }
        return address;
    }

    /** As {@link #display(String)}, for a recipient of a job: only local ones have been given a prefix. */
    public String display(Channel channel, String address) {
        return channel == Channel.LOCAL ? display(address) : address;
    }

    /**
     * The address as the sender knows it: without the prefix that a virtual domain has put in front (RW-6).
     *
     * @param address as rewritten
     */
    public String display(String address) {
        if (controls.locals().contains(DomainLookup.domainOf(address))) {
            return address;
        }
        for (int hyphen = address.indexOf('-'); hyphen >= 0; hyphen = address.indexOf('-', hyphen + 1)) {
            Optional<String> prefix = controls.virtualdomains().prefix(address.substring(hyphen + 1));
            if (prefix.isPresent() && prefix.get().equals(address.substring(0, hyphen))) {
                return address.substring(hyphen + 1);
            }
        }
        return address;
    }
}
