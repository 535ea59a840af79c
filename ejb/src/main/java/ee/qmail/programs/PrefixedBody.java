package ee.qmail.programs;

import ee.qmail.message.Body;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** A text with a line or two on top of it. */
public record PrefixedBody(byte[] head, Body rest) implements Body {
    @Override
    public long size() {
        return head.length + rest.size();
    }

    @Override
    public InputStream open() throws IOException {
        return new SequenceInputStream(new ByteArrayInputStream(head), rest.open());
    }
}
