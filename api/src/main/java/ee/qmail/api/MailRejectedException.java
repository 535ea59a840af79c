package ee.qmail.api;

import jakarta.ejb.ApplicationException;

/**
 * The bean does not want the mail, now or later. The transaction is rolled back. The sender reads the message of the
 * exception in a bounce, or in the SMTP reply if that waits for the bean.
 */
@ApplicationException(rollback = true)
public class MailRejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** As RFC 3463 has it, of class 5. */
    private final String status;

    /**
     * With status 5.7.1, which means that it was refused on purpose.
     *
     * @param reason one line for the sender; null or blank for a general one
     */
    public MailRejectedException(String reason) {
        this("5.7.1", reason);
    }

    /**
     * With a status that programs understand.
     *
     * @param status of RFC 3463, such as {@code 5.6.0}; must be one of the class 5
     * @param reason one line for the sender; null or blank for a general one
     * @throws IllegalArgumentException if the status is none of the class 5
     */
    public MailRejectedException(String status, String reason) {
        super(reason);
        if (!status.matches("5\\.\\d{1,3}\\.\\d{1,3}")) {
            throw new IllegalArgumentException("status '" + status + "': must be one for good, such as 5.7.1");
        }
        this.status = status;
    }

    /**
     * Returns the reason for programs.
     *
     * @return status code (RFC 3463) of the class 5, such as {@code 5.7.1}
     */
    public String status() {
        return status;
    }
}
