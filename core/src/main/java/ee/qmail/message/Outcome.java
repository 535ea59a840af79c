package ee.qmail.message;

/**
 * The end of an attempt for one recipient, as qmail-local and qmail-remote report it: K, Z or D. Unknown trouble is
 * always Z.
 */
public enum Outcome {
    SUCCESS('K', "success"),
    DEFERRAL('Z', "deferral"),
    FAILURE('D', "failure");

    private final char letter;
    private final String word;

    Outcome(char letter, String word) {
        this.letter = letter;
        this.word = word;
    }

    public char letter() {
        return letter;
    }

    /** The word of qmail-log(5). */
    public String word() {
        return word;
    }
}
