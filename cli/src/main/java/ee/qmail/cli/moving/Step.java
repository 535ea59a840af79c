package ee.qmail.cli.moving;

import ee.qmail.cli.moving.Report.Fate;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A part of the import that may fail without stopping the others. */
@FunctionalInterface
interface Step {
    void take() throws IOException;

    /** @param what is told with the trouble, if there is any */
    static void of(Report report, String what, Step step) {
        try {
            step.take();
        } catch (IOException | UncheckedIOException e) {
            report.tell(Fate.FAILED, what, "cannot be read or written: " + e);
        }
    }
}
