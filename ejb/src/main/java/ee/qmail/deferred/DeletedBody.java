package ee.qmail.deferred;

import ee.qmail.message.Body;
import java.io.IOException;
import java.io.InputStream;

/** The text of a message that is deleted: only its size is known. */
record DeletedBody(long size) implements Body {
    @Override
    public InputStream open() throws IOException {
        throw new IOException("the text is deleted");
    }
}
