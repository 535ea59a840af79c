package ee.qmail.web.console;

import ee.qmail.revision.TextHistory.State;
import java.util.List;
import java.util.Optional;

/**
 * A change of a file that is to be taken back.
 *
 * @param before the text before it
 * @param after the text after it
 * @param madeTheFile whether there was no file before it
 */
record Undo(String before, String after, boolean madeTheFile) {
    /**
     * @param states the newest first
     * @param number of the state that the change has made
     * @return empty if there is no such change, or its texts are not kept
     */
    static Optional<Undo> of(List<State> states, String number) {
        for (int i = 0; i + 1 < states.size(); i++) {
            State after = states.get(i);
            State before = states.get(i + 1);
            if (Integer.toString(after.number()).equals(number) && after.text() != null && before.text() != null) {
                return Optional.of(new Undo(
                        before.text(),
                        after.text(),
                        before.version().isEmpty() && after.version().isPresent()));
            }
        }
        return Optional.empty();
    }
}
