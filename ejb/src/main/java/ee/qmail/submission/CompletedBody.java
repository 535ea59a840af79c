package ee.qmail.submission;

import ee.qmail.message.Body;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * A text under another header.
 *
 * @param head the new header with the empty line behind it
 * @param begin where in the text its own body begins
 */
record CompletedBody(byte[] head, Body text, long begin) implements Body {
    @Override
    public long size() {
        return head.length + text.size() - begin;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream rest = text.open();
        try {
            rest.skipNBytes(begin);
        } catch (IOException e) {
            rest.close();
            throw e;
        }
        return new SequenceInputStream(new ByteArrayInputStream(head), rest);
    }
}
