package ee.qmail.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes the header with which a proxy begins a connection, of either version, out of the octets that come, and leaves what is behind it. It is done with the first octet that cannot be
 * of a header, and never holds more than a header may have (PROXY-2). How long it may take is the caller's to bound (PROXY-1). For one thread at a time.
 */
public final class ProxyReader {
    /** The result of one offer of octets. */
    public enum Progress {
        /** All octets are taken, and the header has not ended. */
        PARTIAL,
        /** It is there, for {@link #header}. */
        HEADER,
        /** It never will be; {@link #reason} tells why. The connection is to be closed without a word. */
        MALFORMED
    }

    private Progress progress = Progress.PARTIAL;
    /** As large as a header of version 1, or as the fixed part of version 2, and then as all of it. */
    private byte[] octets = new byte[1];

    private int length;
    private ProxyHeader header;
    private String reason = "";

    /** Takes octets of the header and none behind it: the buffer's position tells how many. */
    public Progress read(ByteBuffer input) {
        try {
            while (progress == Progress.PARTIAL && input.hasRemaining()) {
                take(input);
            }
        } catch (MalformedProxyHeaderException e) {
            reason = e.getMessage();
            progress = Progress.MALFORMED;
        }
        return progress;
    }

    /** @throws IllegalStateException before there is one */
    public ProxyHeader header() {
        if (progress != Progress.HEADER) {
            throw new IllegalStateException("no header, but " + progress);
        }
        return header;
    }

    /** Why it is malformed, for the log: with nothing in it that came. Empty if it is not. */
    public String reason() {
        return reason;
    }

    /** Octets taken, of all offers. */
    public int taken() {
        return length;
    }

    private void take(ByteBuffer input) throws MalformedProxyHeaderException {
        byte octet = input.get();
        octets[length++] = octet;
        if (length == 1) {
            begin(octet);
        } else if (octets[0] == ProxyV1.BEGIN.charAt(0)) {
            line(octet);
        } else {
            binary(octet);
        }
    }

    private void begin(byte octet) throws MalformedProxyHeaderException {
        if (octet == ProxyV1.BEGIN.charAt(0)) {
            octets = Arrays.copyOf(octets, ProxyV1.LONGEST);
        } else if (ProxyV2.isSignature(0, octet)) {
            octets = Arrays.copyOf(octets, ProxyV2.FIXED);
        } else {
            throw noHeader();
        }
    }

    private static MalformedProxyHeaderException noHeader() {
        return new MalformedProxyHeaderException("the connection does not begin with the header of a proxy");
    }

    private void line(byte octet) throws MalformedProxyHeaderException {
        if (length <= ProxyV1.BEGIN.length() && octet != ProxyV1.BEGIN.charAt(length - 1)) {
            throw noHeader();
        }
        if (octet == '\n') {
            header = ProxyV1.parse(new String(octets, 0, length, StandardCharsets.ISO_8859_1));
            progress = Progress.HEADER;
        } else if (length == ProxyV1.LONGEST) {
            throw new MalformedProxyHeaderException("the line is too long");
        }
    }

    private void binary(byte octet) throws MalformedProxyHeaderException {
        if (length <= ProxyV2.signatureLength() && !ProxyV2.isSignature(length - 1, octet)) {
            throw noHeader();
        }
        if (length == ProxyV2.FIXED) {
            octets = Arrays.copyOf(octets, ProxyV2.wholeLength(octets));
        }
        if (length == octets.length) {
            header = ProxyV2.parse(octets);
            progress = Progress.HEADER;
        }
    }
}
