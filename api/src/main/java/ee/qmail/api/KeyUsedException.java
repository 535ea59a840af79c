package ee.qmail.api;

import jakarta.resource.ResourceException;

/**
 * Mail with another content was sent under the same key before: this one is not sent. Nothing else of the transaction is undone by it, and it may
 * go on: for a program that only wants one mail to go out, it has.
 */
public class KeyUsedException extends ResourceException {
    private static final long serialVersionUID = 1L;

    /**
     * For the server, and for tests of applications.
     *
     * @param message names the key
     */
    public KeyUsedException(String message) {
        super(message);
    }
}
