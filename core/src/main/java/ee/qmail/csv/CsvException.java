package ee.qmail.csv;

import ee.qmail.text.Sentence;

/** A text is no table, or one that is too large; the sentence names the line and says what would be right. */
public final class CsvException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Sentence sentence;

    CsvException(Sentence sentence) {
        super(sentence.toString());
        this.sentence = sentence;
    }

    public Sentence sentence() {
        return sentence;
    }
}
