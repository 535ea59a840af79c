package ee.qmail.jms;

/** Something could not be queued or settled; its sender keeps the work and repeats it. */
public class QueueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueueException(String message, Throwable cause) {
        super(message, cause);
    }
}
