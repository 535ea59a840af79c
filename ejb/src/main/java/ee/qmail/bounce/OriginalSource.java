package ee.qmail.bounce;

import ee.qmail.address.QuotedAddress;
import ee.qmail.entity.MailLimits;
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
 * @param headerOnly whether it ends with its header, of at most {@link MailLimits#HEADER_OCTETS}
 */
record OriginalSource(String sender, Body body, boolean headerOnly) implements DataSource {
    @Override
    public InputStream getInputStream() throws IOException {
        String path = sender.isEmpty() ? "" : QuotedAddress.of(sender);
        byte[] line = ("Return-Path: <" + path + ">\n").getBytes(StandardCharsets.UTF_8);
        InputStream rest = headerOnly ? header() : body.open();
        return new SequenceInputStream(new ByteArrayInputStream(line), rest);
    }

    /** With whole lines, up to the first empty one. */
    private InputStream header() throws IOException {
        byte[] octets;
        try (InputStream in = body.open()) {
            octets = in.readNBytes(MailLimits.HEADER_OCTETS);
        }
        int end = 0;
        for (int at = 0; at < octets.length && (octets[at] != '\n' || at > end); at++) {
            if (octets[at] == '\n') {
                end = at + 1;
            }
        }
        return new ByteArrayInputStream(octets, 0, end);
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
