package ee.qmail.entity;

import ee.qmail.message.Attribute;
import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Looks for {@code TLS-Required: No} (RFC 8689 3) in the header of a text with LF line ends, as it streams by. It keeps nothing of the
 * header, however long that is. Another value, or a second such field, asks for nothing: the way stays protected where it is not clear that it need not be.
 * Not safe for use by several threads.
 */
public final class TlsRequiredField {
    private static final byte[] NAME = "tls-required".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUE = "no".getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNK = 8192;

    private enum Part {
        /** So far its letters are those of the name. */
        NAME,
        /** Perhaps blanks before the colon (RFC 5322 4.5). */
        COLON,
        VALUE,
        /** Any other field. */
        OTHER
    }

    private Part part = Part.OTHER;
    private boolean lineStart = true;
    private boolean over;
    private int nameOctets;
    private int valueOctets;
    private boolean valueEnded;
    private boolean otherValue;
    private int fields;

    /** The envelope of a message with this text; tagged if the field is there, and counts (RFC 8689 4.1). */
    public static Envelope tag(Envelope envelope, Body text) throws IOException {
        TlsRequiredField field = new TlsRequiredField();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = text.open()) {
            for (int count = in.read(chunk); count >= 0 && !field.over; count = in.read(chunk)) {
                field.text(chunk, count);
            }
        }
        return field.tag(envelope);
    }

    /** The same with the text that has come. */
    public Envelope tag(Envelope envelope) {
        return isNo() && !envelope.isTlsRequired()
                ? envelope.with(envelope.attributes().with(Attribute.REQUIRETLS, Attribute.NO))
                : envelope;
    }

    /** Looks at more of the text; most lines are passed over. */
    public void text(byte[] octets, int length) {
        int at = 0;
        while (at < length && !over) {
            if (part == Part.OTHER && !lineStart) {
                at = lineEnd(octets, at, length);
            }
            if (at < length) {
                look(octets[at++]);
            }
        }
    }

    private static int lineEnd(byte[] octets, int from, int length) {
        int at = from;
        while (at < length && octets[at] != '\n') {
            at++;
        }
        return at;
    }

    private void look(byte octet) {
        if (octet == '\n') {
            over = lineStart;
            lineStart = true;
        } else if (lineStart) {
            lineStart = false;
            begin(octet);
        } else {
            take(octet);
        }
    }

    private boolean isNo() {
        return fields == 1 && valueOctets == VALUE.length && !otherValue;
    }

    /** A line that begins with a blank goes on with the field before. */
    private void begin(byte octet) {
        if (!isBlank(octet)) {
            part = Part.NAME;
            nameOctets = 0;
        } else if (part != Part.VALUE) {
            part = Part.OTHER;
        }
        take(octet);
    }

    private void take(byte octet) {
        switch (part) {
            case NAME -> {
                boolean same = lowerCase(octet) == NAME[nameOctets++];
                part = !same ? Part.OTHER : nameOctets == NAME.length ? Part.COLON : Part.NAME;
            }
            case COLON -> colon(octet);
            case VALUE -> value(octet);
            case OTHER -> {}
        }
    }

    private void colon(byte octet) {
        if (octet == ':') {
            part = Part.VALUE;
            fields = Math.min(fields + 1, 2);
        } else if (!isBlank(octet)) {
            part = Part.OTHER;
        }
    }

    private void value(byte octet) {
        if (isBlank(octet)) {
            valueEnded = valueOctets > 0;
        } else if (!valueEnded && valueOctets < VALUE.length && lowerCase(octet) == VALUE[valueOctets]) {
            valueOctets++;
        } else {
            otherValue = true;
        }
    }

    private static int lowerCase(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
