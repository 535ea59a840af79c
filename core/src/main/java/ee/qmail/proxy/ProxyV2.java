package ee.qmail.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Version 2, in binary (PROXY-2). */
final class ProxyV2 {
    /** Octets before the addresses. */
    static final int FIXED = 16;
    /** Octets of addresses and additions, at most. */
    static final int LONGEST = 4096;

    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int COMMAND = SIGNATURE.length;
    private static final int FAMILY = COMMAND + 1;
    private static final int LENGTH = FAMILY + 1;

    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;

    private static final int UNSPECIFIED = 0x00;
    private static final int TCP_V4 = 0x11;
    private static final int TCP_V6 = 0x21;
    private static final int UNIX = 0x31;

    private static final int V4 = 4;
    private static final int V6 = 16;

    private ProxyV2() {}

    static boolean isSignature(int position, byte octet) {
        return SIGNATURE[position] == octet;
    }

    static int signatureLength() {
        return SIGNATURE.length;
    }

    /**
     * Looks at the fixed part alone, before the rest is waited for.
     *
     * @return octets of the whole header
     */
    static int wholeLength(byte[] header) throws MalformedProxyHeaderException {
        int command = Byte.toUnsignedInt(header[COMMAND]);
        if (command != LOCAL && command != PROXY) {
            throw new MalformedProxyHeaderException("unknown version or command");
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(header).getShort(LENGTH));
        if (length > LONGEST) {
            throw new MalformedProxyHeaderException("a header of " + length + " octets is too long");
        }
        return FIXED + length;
    }

    /** @param header all of it and nothing behind it */
    static ProxyHeader parse(byte[] header) throws MalformedProxyHeaderException {
        if (header[COMMAND] == LOCAL) {
            return ProxyHeader.LOCAL; // whatever else it says is to be passed over
        }
        return switch (header[FAMILY]) {
            case UNSPECIFIED, UNIX -> ProxyHeader.OTHER;
            case TCP_V4 -> connection(header, V4);
            case TCP_V6 -> connection(header, V6);
            default -> throw new MalformedProxyHeaderException("unknown family or protocol");
        };
    }

    private static ProxyHeader connection(byte[] header, int octets) throws MalformedProxyHeaderException {
        ByteBuffer rest = ByteBuffer.wrap(header).position(FIXED);
        if (rest.remaining() < 2 * (octets + Short.BYTES)) {
            throw new MalformedProxyHeaderException("too short for its addresses");
        }
        InetAddress source = address(rest, octets);
        InetAddress destination = address(rest, octets);
        int sourcePort = Short.toUnsignedInt(rest.getShort());
        int destinationPort = Short.toUnsignedInt(rest.getShort());
        ProxyAdditions additions = ProxyAdditions.read(header, rest);
        return new ProxyHeader(
                false,
                new InetSocketAddress(source, sourcePort),
                new InetSocketAddress(destination, destinationPort),
                additions.tls(),
                additions.authority());
    }

    private static InetAddress address(ByteBuffer from, int length) {
        byte[] octets = new byte[length];
        from.get(octets);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 octets are always an address", e);
        }
    }
}
