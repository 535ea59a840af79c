package ee.qmail.mime;

import java.io.IOException;

/** The content of a part is not what its transfer encoding allows, and will not be the next time. */
public final class DecodingException extends IOException {
    private static final long serialVersionUID = 1L;

    DecodingException(IOException cause) {
        super("the encoding of a part is broken: " + EntryException.shown(String.valueOf(cause.getMessage())), cause);
    }
}
