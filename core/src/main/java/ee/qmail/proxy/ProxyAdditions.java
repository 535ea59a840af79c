package ee.qmail.proxy;

import ee.qmail.contract.Tls;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The additions of a header of version 2: type, length and value each (TLV). Of those that are known each may be there once; others are passed over.
 *
 * @param tls null if the proxy has ended none
 * @param authority null if it is not told
 */
record ProxyAdditions(Tls tls, String authority) {
    private static final int AUTHORITY = 0x02;
    private static final int CRC = 0x03;
    private static final int SSL = 0x20;
    private static final int SSL_VERSION = 0x21;
    private static final int SSL_CIPHER = 0x23;

    /** The client has connected over TLS: a bit of the first octet of {@link #SSL}. */
    private static final int OVER_TLS = 0x01;
    /** That octet, and what the proxy found out of the client's certificate. */
    private static final int SSL_FIXED = 1 + Integer.BYTES;

    private static final int LONGEST_TEXT = 255;

    /** @param rest where they stand in the header, to its end */
    static ProxyAdditions read(byte[] header, ByteBuffer rest) throws MalformedProxyHeaderException {
        Map<Integer, ByteBuffer> found = split(rest);
        if (found.containsKey(CRC)) {
            checkSum(header, found.get(CRC));
        }
        String authority = text(found.get(AUTHORITY));
        return new ProxyAdditions(tls(found.get(SSL), authority), authority);
    }

    /** The values by type, as parts of the same octets. */
    private static Map<Integer, ByteBuffer> split(ByteBuffer octets) throws MalformedProxyHeaderException {
        Map<Integer, ByteBuffer> found = new HashMap<>();
        while (octets.hasRemaining()) {
            if (octets.remaining() < 1 + Short.BYTES) {
                throw new MalformedProxyHeaderException("an addition is cut off");
            }
            int type = Byte.toUnsignedInt(octets.get());
            int length = Short.toUnsignedInt(octets.getShort());
            if (length > octets.remaining()) {
                throw new MalformedProxyHeaderException("an addition is longer than the header");
            }
            ByteBuffer value = octets.slice(octets.position(), length);
            octets.position(octets.position() + length);
            if (isKnown(type) && found.put(type, value) != null) {
                throw new MalformedProxyHeaderException("addition " + type + " is there twice");
            }
        }
        return found;
    }

    private static boolean isKnown(int type) {
        return switch (type) {
            case AUTHORITY, CRC, SSL, SSL_VERSION, SSL_CIPHER -> true;
            default -> false;
        };
    }

    /** CRC32C of the whole header, in which the sum itself is zero. */
    private static void checkSum(byte[] header, ByteBuffer sum) throws MalformedProxyHeaderException {
        if (sum.remaining() != Integer.BYTES) {
            throw new MalformedProxyHeaderException("a checksum of " + sum.remaining() + " octets");
        }
        int place = sum.arrayOffset();
        CRC32C crc = new CRC32C();
        crc.update(header, 0, place);
        crc.update(new byte[Integer.BYTES]);
        crc.update(header, place + Integer.BYTES, header.length - place - Integer.BYTES);
        if ((int) crc.getValue() != sum.getInt(0)) {
            throw new MalformedProxyHeaderException("the checksum is wrong");
        }
    }

    private static Tls tls(ByteBuffer ssl, String authority) throws MalformedProxyHeaderException {
        if (ssl == null) {
            return null;
        }
        if (ssl.remaining() < SSL_FIXED) {
            throw new MalformedProxyHeaderException("the addition on TLS is too short");
        }
        boolean isOverTls = (ssl.get(0) & OVER_TLS) != 0;
        Map<Integer, ByteBuffer> parts = split(ssl.position(SSL_FIXED));
        return isOverTls
                ? new Tls(told(parts.get(SSL_VERSION)), told(parts.get(SSL_CIPHER)), authority, false, null, null)
                : null;
    }

    private static String told(ByteBuffer value) throws MalformedProxyHeaderException {
        String text = text(value);
        return text == null ? ProxyHeader.NOT_TOLD : text;
    }

    /** It goes into logs and header fields: nothing but visible ASCII. */
    private static String text(ByteBuffer value) throws MalformedProxyHeaderException {
        if (value == null || !value.hasRemaining()) {
            return null;
        }
        String text = StandardCharsets.ISO_8859_1.decode(value.duplicate()).toString();
        if (text.length() > LONGEST_TEXT || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new MalformedProxyHeaderException("a text of an addition is none");
        }
        return text;
    }
}
