package ee.qmail.tcpserver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A numeric address in one canonical spelling; an IPv4 address mapped into IPv6 counts as IPv4. Asks no DNS. */
record IpAddress(InetAddress address) {
    private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    static Optional<IpAddress> tryParse(String text) {
        try {
            if (V4.matcher(text).matches()) {
                return Optional.of(new IpAddress(InetAddress.getByAddress(v4(text))));
            }
            // Brackets keep the JDK from taking it for a name.
            return V6.matcher(text).matches()
                    ? Optional.of(new IpAddress(InetAddress.getByName("[" + text + "]")))
                    : Optional.empty();
        } catch (UnknownHostException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    static IpAddress parse(String text) {
        return tryParse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "address '" + text + "': must be numeric, such as 192.0.2.1 or 2001:db8::1"));
    }

    private static byte[] v4(String text) {
        String[] parts = text.split("\\.");
        byte[] octets = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            int octet = Integer.parseInt(parts[i]);
            if (octet > 255) {
                throw new NumberFormatException(parts[i]);
            }
            octets[i] = (byte) octet;
        }
        return octets;
    }

    boolean isV4() {
        return bits() == 32;
    }

    /** 32 or 128. */
    int bits() {
        return address.getAddress().length * 8;
    }

    /** This address with all but its first bits cleared. */
    IpAddress masked(int bits) {
        byte[] octets = address.getAddress();
        for (int i = 0; i < octets.length; i++) {
            int keep = Math.max(0, Math.min(8, bits - i * 8));
            octets[i] &= (byte) (0xff << (8 - keep));
        }
        try {
            return new IpAddress(InetAddress.getByAddress(octets));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 octets are always an address", e);
        }
    }

    @Override
    public String toString() {
        return address.getHostAddress();
    }
}
