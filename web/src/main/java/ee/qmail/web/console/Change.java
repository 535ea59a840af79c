package ee.qmail.web.console;

import ee.qmail.users.AlreadyExistsException;
import ee.qmail.users.InvalidInputException;
import ee.qmail.users.NotFoundException;

/** Something an administrator asked for. */
@FunctionalInterface
interface Change {
    void make();

    /**
     * @param field where the reason is shown if it cannot be
     * @return whether it was made
     */
    static boolean tried(String field, Change change) {
        try {
            change.make();
            return true;
        } catch (InvalidInputException | AlreadyExistsException | NotFoundException e) {
            e.getMessage().lines().forEach(line -> Messages.error(field, line));
            return false;
        }
    }
}
