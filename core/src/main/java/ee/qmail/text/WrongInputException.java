package ee.qmail.text;

/** An input that cannot be used. */
public class WrongInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final Sentence wanted;

    /** @param wanted says what would be right; its English is the message */
    public WrongInputException(Sentence wanted) {
        super(wanted.toString());
        this.wanted = wanted;
    }

    public WrongInputException(Sentence wanted, Throwable cause) {
        super(wanted.toString(), cause);
        this.wanted = wanted;
    }

    public Sentence wanted() {
        return wanted;
    }
}
