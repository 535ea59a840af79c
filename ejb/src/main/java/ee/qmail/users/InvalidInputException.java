package ee.qmail.users;

import jakarta.ejb.ApplicationException;

/** What was given cannot be used; the message names it and says what would be right. */
@ApplicationException(rollback = true)
public class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }
}
