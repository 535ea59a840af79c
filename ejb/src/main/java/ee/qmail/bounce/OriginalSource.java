package ee.qmail.bounce;

import ee.qmail.address.QuotedAddress;
import ee.qmail.message.Body;
import jakarta.activation.DataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;

/**
 * The message that failed, its Return-Path in front (BN-5), streamed.
 *
 * @param headerOnly whether it ends with its header, of which at most {@link #HEADER_OCTETS} come back
 */
record OriginalSource(String sender, Body body, boolean headerOnly) implements DataSource {
    /** Octets of a header that come back: a stranger has written it, and perhaps has it sent to somebody who never asked. Honest ones have up to 20 KB. */
    static final int HEADER_OCTETS = 32 << 10;

    /** Stands where the header was cut, as a field, since all in this part are fields. */
    static final String CUT =
            "X-Qmail-Truncated: the header goes on here; at most " + HEADER_OCTETS + " octets of it come back\n";

    @Override
    public InputStream getInputStream() throws IOException {
        String path = sender.isEmpty() ? "" : QuotedAddress.of(sender);
        byte[] line = ("Return-Path: <" + path + ">\n").getBytes(StandardCharsets.UTF_8);
        InputStream rest = headerOnly ? header() : body.open();
        return new SequenceInputStream(new ByteArrayInputStream(line), rest);
    }

    /** Up to the first empty line, if that comes early enough, else with whole fields; no more is read. */
    private InputStream header() throws IOException {
        byte[] octets;
        try (InputStream in = body.open()) {
            octets = in.readNBytes(HEADER_OCTETS + 1);
        }
        int line = 0;
        int field = 0;
        for (int at = 0; at < octets.length; at++) {
            if (at == line && octets[at] == '\n') {
                return new ByteArrayInputStream(octets, 0, line);
            }
            if (at == line && octets[at] != ' ' && octets[at] != '\t') {
                field = line;
            }
            if (octets[at] == '\n') {
                line = at + 1;
            }
        }
        return octets.length <= HEADER_OCTETS
                ? new ByteArrayInputStream(octets, 0, line)
                : new SequenceInputStream(
                        new ByteArrayInputStream(octets, 0, field),
                        new ByteArrayInputStream(CUT.getBytes(StandardCharsets.US_ASCII)));
    }

    boolean isEightBit() throws IOException {
        byte[] buffer = new byte[8192];
        try (InputStream in = getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    if (buffer[i] < 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Override
    public OutputStream getOutputStream() {
        throw new UnsupportedOperationException("the original is only read");
    }

    @Override
    public String getContentType() {
        return headerOnly ? "text/rfc822-headers" : "message/rfc822";
    }

    @Override
    public String getName() {
        return null;
    }
}
