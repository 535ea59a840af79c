package ee.qmail.tcpserver;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Addresses and blocks of them that a control file lists, one to a line. Immutable. */
public final class AddressBlocks {
    private final Set<String> keys = new HashSet<>();

    public AddressBlocks(Collection<String> lines) {
        lines.forEach(line -> keys.add(parse(line)));
    }

    /** @throws IllegalArgumentException whose message says what would be right */
    public static String parse(String line) {
        return TcpProbes.blockKey(line)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "must be an address or a block of addresses, such as 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32"));
    }

    public boolean contains(InetAddress address) {
        return !keys.isEmpty()
                && new TcpProbes(new IpAddress(address), null, null).keys().anyMatch(keys::contains);
    }

    /** The same for an address as text; a text that is none is not among them. */
    public boolean contains(String address) {
        return IpAddress.tryParse(address)
                .map(IpAddress::address)
                .filter(this::contains)
                .isPresent();
    }
}
