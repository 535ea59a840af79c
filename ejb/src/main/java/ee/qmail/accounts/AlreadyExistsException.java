package ee.qmail.accounts;

import ee.qmail.text.Sentence;
import jakarta.ejb.ApplicationException;

/** The thing to be created exists already; the sentence names it. */
@ApplicationException(rollback = true)
public class AlreadyExistsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Sentence sentence;

    public AlreadyExistsException(String message) {
        this(Sentence.as(message));
    }

    /** @param sentence whose English is the message */
    public AlreadyExistsException(Sentence sentence) {
        super(sentence.toString());
        this.sentence = sentence;
    }

    public Sentence sentence() {
        return sentence;
    }
}
