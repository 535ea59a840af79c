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

/** The message that failed, its Return-Path in front (BN-5), streamed. */
record OriginalSource(String sender, Body body) implements DataSource {
    @Override
    public InputStream getInputStream() throws IOException {
        String path = sender.isEmpty() ? "" : QuotedAddress.of(sender);
        byte[] line = ("Return-Path: <" + path + ">\n").getBytes(StandardCharsets.UTF_8);
        return new SequenceInputStream(new ByteArrayInputStream(line), body.open());
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
        return "message/rfc822";
    }

    @Override
    public String getName() {
        return null;
    }
}
