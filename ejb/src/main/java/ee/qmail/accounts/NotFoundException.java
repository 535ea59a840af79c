package ee.qmail.accounts;

import ee.qmail.text.Sentence;
import jakarta.ejb.ApplicationException;

/** There is no such thing; the sentence names it. */
@ApplicationException(rollback = true)
public class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Sentence sentence;

    public NotFoundException(String message) {
        this(Sentence.as(message));
    }

    /** @param sentence whose English is the message */
    public NotFoundException(Sentence sentence) {
        super(sentence.toString());
        this.sentence = sentence;
    }

    public Sentence sentence() {
        return sentence;
    }
}
