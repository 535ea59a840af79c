package ee.qmail.accounts;

import jakarta.ejb.ApplicationException;

/** There is no such thing; the message names it. */
@ApplicationException(rollback = true)
public class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotFoundException(String message) {
        super(message);
    }
}
