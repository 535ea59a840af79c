package ee.qmail.control;

import ee.qmail.text.Sentence;

/**
 * Something wrong with a control file.
 *
 * @param ignorable whether qmail itself reads on over it (CTL-1, CTL-6), so that the rest of the file counts
 */
record Problem(Sentence sentence, boolean ignorable) {
    /** @param input the line, whose password is not told */
    static Problem at(Setting setting, int line, String input, Sentence wanted, boolean ignorable) {
        return new Problem(
                Sentence.of("control.line", setting.fileName(), String.valueOf(line), setting.shown(input), wanted),
                ignorable);
    }

    /** In English. */
    String text() {
        return sentence.toString();
    }
}
