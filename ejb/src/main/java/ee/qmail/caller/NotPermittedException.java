package ee.qmail.caller;

import ee.qmail.text.Sentence;
import jakarta.ejb.ApplicationException;

/** The caller may not do it. The same is said whether or not what was asked for is there. */
@ApplicationException(rollback = true)
public class NotPermittedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Sentence SENTENCE = Sentence.of("caller.notPermitted");

    public NotPermittedException() {
        super(SENTENCE.toString());
    }

    public Sentence sentence() {
        return SENTENCE;
    }
}
