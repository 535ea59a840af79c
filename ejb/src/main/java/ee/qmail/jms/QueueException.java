package ee.qmail.jms;

/** Something could not be queued or settled; whoever sent the work keeps it and repeats it. */
public class QueueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueueException(String message, Throwable cause) {
        super(message, cause);
    }
}
