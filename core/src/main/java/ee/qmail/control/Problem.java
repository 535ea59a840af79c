package ee.qmail.control;

/**
 * Something wrong with a control file.
 *
 * @param ignorable whether qmail itself reads on over it (CTL-1, CTL-6), so that the rest of the file counts
 */
record Problem(String text, boolean ignorable) {
    /** @param input the line, whose password is not told */
    static Problem at(Setting setting, int line, String input, String wanted, boolean ignorable) {
        return new Problem(
                "control/" + setting.fileName() + " line " + line + ": '" + setting.shown(input) + "': " + wanted,
                ignorable);
    }
}
