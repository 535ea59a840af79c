package ee.qmail.users;

import jakarta.ejb.ApplicationException;

/** What was asked for is not there; the message names it. */
@ApplicationException(rollback = true)
public class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotFoundException(String message) {
        super(message);
    }
}
