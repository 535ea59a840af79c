package ee.qmail.web.console;

import ee.qmail.users.AlreadyExistsException;
import ee.qmail.users.InvalidInputException;
import ee.qmail.users.NotFoundException;
import java.util.function.UnaryOperator;

/** Something an administrator asked for. */
@FunctionalInterface
interface Change {
    void make();

    /**
     * @param field where the reason is shown if it cannot be
     * @return whether it was made
     */
    static boolean tried(String field, Change change) {
        return triedWith(reason -> field, change);
    }

    /** @param fieldOf the field of a reason, one line of text */
    static boolean triedWith(UnaryOperator<String> fieldOf, Change change) {
        try {
            change.make();
            return true;
        } catch (InvalidInputException | AlreadyExistsException | NotFoundException e) {
            e.getMessage().lines().forEach(line -> Messages.error(fieldOf.apply(line), line));
            return false;
        }
    }
}
