package ee.qmail.api;

import java.io.IOException;

/**
 * The octets of a file that came with a mail are there, and are not what its transfer encoding (such as base64) allows. They will be the same when
 * the mail comes again: reject it, or read it with {@link InboundMail#open}.
 */
public class BrokenEncodingException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * For the adapter.
     *
     * @param message what is broken
     * @param cause what the decoder says
     */
    public BrokenEncodingException(String message, Throwable cause) {
        super(message, cause);
    }
}
