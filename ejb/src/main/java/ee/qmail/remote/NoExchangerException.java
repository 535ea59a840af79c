package ee.qmail.remote;

import ee.qmail.queue.Outcome;

/** There is nobody to send to; the message is the text of the report. */
public final class NoExchangerException extends Exception {
    private static final long serialVersionUID = 1;
    private final Outcome outcome;

    NoExchangerException(Outcome outcome, String text, Exception cause) {
        super(text, cause);
        this.outcome = outcome;
    }

    /** A failure or a deferral. */
    public Outcome outcome() {
        return outcome;
    }
}
