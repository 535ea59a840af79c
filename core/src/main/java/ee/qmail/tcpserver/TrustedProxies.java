package ee.qmail.tcpserver;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Proxies before the console whose word is taken for the address of a client, by fields of HTTP. Immutable. */
public final class TrustedProxies {
    /** An address, perhaps in brackets or quotes, perhaps with a port (RFC 7239 section 6). */
    private static final Pattern NODE =
            Pattern.compile("\"?(?:\\[([^\\]]+)](?::[0-9]{1,5})?|([0-9.]+)(?::[0-9]{1,5})?|([^\"]+))\"?");

    private final AddressBlocks blocks;

    public TrustedProxies(Collection<String> lines) {
        blocks = new AddressBlocks(lines);
    }

    public boolean contains(InetAddress address) {
        return blocks.contains(address);
    }

    /**
     * The client behind the proxies: each that is trusted tells whose connection it took. What comes from a proxy that
     * is not trusted, or from none, is taken for nothing. A proxy adds to one of the two fields, and a client may have
     * sent the other one: if both are there, neither is believed.
     *
     * @param peer whose connection this is
     * @param forwardedFor all values of {@code X-Forwarded-For}
     * @param forwarded all values of {@code Forwarded} (RFC 7239)
     * @return the last address that somebody trusted vouches for
     */
    public InetAddress client(InetAddress peer, List<String> forwardedFor, List<String> forwarded) {
        if (forwardedFor.isEmpty() == forwarded.isEmpty()) {
            return peer;
        }
        List<String> hops = forwardedFor.isEmpty() ? forwarded(forwarded) : split(forwardedFor);
        InetAddress client = peer;
        for (int i = hops.size() - 1; i >= 0 && contains(client); i--) {
            Optional<InetAddress> before = node(hops.get(i));
            if (before.isEmpty()) {
                return client;
            }
            client = before.get();
        }
        return client;
    }

    /** The same for addresses as text, numeric; one that is not is returned as it is. */
    public String client(String peer, List<String> forwardedFor, List<String> forwarded) {
        return IpAddress.tryParse(peer)
                .map(address ->
                        client(address.address(), forwardedFor, forwarded).getHostAddress())
                .orElse(peer);
    }

    private static List<String> split(List<String> values) {
        List<String> hops = new ArrayList<>();
        values.forEach(value -> hops.addAll(List.of(value.split(",", -1))));
        return hops;
    }

    /** Of each element the parameter {@code for}; an element without one is a hop that nothing is known of. */
    private static List<String> forwarded(List<String> values) {
        return split(values).stream().map(TrustedProxies::forOf).toList();
    }

    private static String forOf(String element) {
        for (String parameter : element.split(";", -1)) {
            String stripped = parameter.strip();
            if (stripped.toLowerCase(Locale.ROOT).startsWith("for=")) {
                return stripped.substring("for=".length());
            }
        }
        return "";
    }

    private static Optional<InetAddress> node(String text) {
        Matcher match = NODE.matcher(text.strip());
        if (!match.matches()) {
            return Optional.empty();
        }
        String address =
                match.group(1) != null ? match.group(1) : match.group(2) != null ? match.group(2) : match.group(3);
        return IpAddress.tryParse(address).map(IpAddress::address);
    }
}
