package ee.qmail.routing;

import ee.qmail.address.AddressPattern;
import ee.qmail.address.DomainLookup;
import ee.qmail.address.DomainName;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.message.Channel;
import ee.qmail.tcpserver.AddressLiteral;
import ee.qmail.tcpserver.OwnAddresses;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Rewrites recipients by one snapshot of the control files: as qmail-smtpd (SMTP-9), then as qmail-send (RW-1 to RW-6).
 * Immutable.
 *
 * @param own whether an address is this host's
 */
public record Rewriting(Controls controls, Predicate<InetAddress> own) {
    private static final String POSTMASTER = "postmaster";
    /** A local part of which nobody thinks, for patterns that leave it open. */
    private static final String ANYBODY = "x";

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
                .orElseGet(() ->
                        new Route(isOwnPostmaster(address) ? Channel.LOCAL : Channel.REMOTE, address, domain, address));
    }

    /**
     * Tells whether a client that may not relay may send to it.
     *
     * @param recipient as in the envelope
     */
    public boolean isForAnybody(String recipient) {
        String named = localiphost(recipient);
        return controls.rcpthosts().allows(named) || isOwnPostmaster(named);
    }

    /**
     * Tells whether it is the postmaster of {@code control/me}, who gets mail whatever the other control files say (RFC
     * 5321 4.5.1).
     *
     * @param recipient as in the envelope
     */
    public boolean isOwnPostmaster(String recipient) {
        return isPostmaster(recipient)
                && controls.value(Setting.ME)
                        .map(DomainName::canonical)
                        .filter(DomainLookup.domainOf(recipient)::equals)
                        .isPresent();
    }

    /**
     * Tells whether no mail of these addresses is delivered here, since their domain is another server's. Of a pattern for several domains that cannot be
     * told, and is no mistake if one of them is not served.
     */
    public boolean isForeign(AddressPattern pattern) {
        return !pattern.domain().contains("*")
                && route(pattern.localPart().replace("*", ANYBODY) + "@" + pattern.domain())
                                .channel()
                        == Channel.REMOTE;
    }

    /** Tells whether it is somebody's postmaster, in any case of letters. */
    public static boolean isPostmaster(String address) {
        int at = address.lastIndexOf('@');
        return at == POSTMASTER.length()
                && DomainLookup.lower(address.substring(0, at)).equals(POSTMASTER);
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
        return prefix(address)
                .map(prefix -> address.substring(prefix.length() + 1))
                .orElse(address);
    }

    /**
     * Returns the prefix that a virtual domain has put in front of an address. The host of the address tells it, not
     * the look of the rest.
     *
     * @param address as rewritten
     * @return without its hyphen; empty if nothing was, or the control files were others then
     */
    public Optional<String> prefix(String address) {
        if (controls.locals().contains(DomainLookup.domainOf(address))) {
            return Optional.empty();
        }
        int end = address.lastIndexOf('@');
        for (int hyphen = address.indexOf('-');
                hyphen >= 0 && hyphen < end;
                hyphen = address.indexOf('-', hyphen + 1)) {
            Optional<String> prefix = controls.virtualdomains().prefix(address.substring(hyphen + 1));
            if (prefix.isPresent() && prefix.get().equals(address.substring(0, hyphen))) {
                return prefix;
            }
        }
        return Optional.empty();
    }
}
