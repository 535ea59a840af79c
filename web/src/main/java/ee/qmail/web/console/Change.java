package ee.qmail.web.console;

import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.revision.ChangedMeanwhileException;
import java.util.Map;

/** Something an administrator asked for. */
@FunctionalInterface
interface Change {
    /** The page shows what is there now, in the version that its forms have from then on. */
    String MEANWHILE =
            "Somebody else has changed this meanwhile, and nothing is saved yet. The page shows what is there"
                    + " now beside what you typed; the same button makes your change all the same.";

    void make();

    /**
     * @param field where the reason is shown if it cannot be
     * @return whether it was made
     */
    static boolean tried(String field, Change change) {
        return tried(Map.of(), field, change);
    }

    /**
     * @param fields where a problem with a field is shown, by the name of the field
     * @param otherwise where all else is shown
     */
    static boolean tried(Map<String, String> fields, String otherwise, Change change) {
        try {
            change.make();
            return true;
        } catch (InvalidInputException e) {
            String field = e.field().map(fields::get).orElse(otherwise);
            e.problems().forEach(problem -> Messages.error(field, problem));
            return false;
        } catch (ChangedMeanwhileException e) {
            Messages.error(otherwise, MEANWHILE);
            return false;
        } catch (AlreadyExistsException | NotFoundException e) {
            Messages.error(otherwise, e.getMessage());
            return false;
        }
    }
}
