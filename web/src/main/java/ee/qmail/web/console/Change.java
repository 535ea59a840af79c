package ee.qmail.web.console;

import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.revision.ChangedMeanwhileException;
import java.util.Map;

/** Something an administrator asked for. */
@FunctionalInterface
interface Change {
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
            // the page shows what is there now, in the version that its forms have from then on
            Messages.error(otherwise, "common.meanwhile");
            return false;
        } catch (AlreadyExistsException e) {
            Messages.error(otherwise, e.sentence());
            return false;
        } catch (NotFoundException e) {
            Messages.error(otherwise, e.sentence());
            return false;
        }
    }
}
