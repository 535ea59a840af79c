package ee.qmail.queue;

import ee.qmail.control.Controls;
import ee.qmail.control.DomainLookup;
import java.util.Optional;

/** How qmail-send rewrites recipients (RW-1 to RW-6), by one snapshot of the control files. Immutable. */
public record Rewriting(Controls controls) {
    /**
     * Decides where a recipient goes: envnoathost, percenthack, locals, virtualdomains, else remote.
     *
     * @param recipient as in the envelope
     */
    public Route route(String recipient) {
        String address = percenthack(recipient.indexOf('@') < 0 ? recipient + "@" + controls.envnoathost() : recipient);
        String domain = DomainLookup.domainOf(address);
        if (controls.locals().contains(domain)) {
            return new Route(Channel.LOCAL, address, domain, address);
        }
        return controls.virtualdomains()
                .prefix(address)
                .map(prefix -> new Route(Channel.LOCAL, prefix + "-" + address, domain, address))
                .orElseGet(() -> new Route(Channel.REMOTE, address, domain, address));
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
