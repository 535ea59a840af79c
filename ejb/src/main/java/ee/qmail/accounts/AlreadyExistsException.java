package ee.qmail.accounts;

import jakarta.ejb.ApplicationException;

/** The thing to be created exists already; the message names it. */
@ApplicationException(rollback = true)
public class AlreadyExistsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AlreadyExistsException(String message) {
        super(message);
    }
}
