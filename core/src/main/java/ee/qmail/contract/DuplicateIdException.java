package ee.qmail.contract;

import java.io.IOException;

/** The broker has seen a duplicate id of a unit before: nothing of the unit is stored by this call. */
public class DuplicateIdException extends IOException {
    private static final long serialVersionUID = 1L;

    public DuplicateIdException(String message, Throwable cause) {
        super(message, cause);
    }
}
