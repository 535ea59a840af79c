package ee.qmail.loop;

import ee.qmail.contract.Registry;
import java.util.List;

/**
 * A part of the server that works, and that an administrator has to do something for all the same. Entered into {@link #ALL}, it is asked whenever the start page
 * of the console is shown. Safe for use by several threads.
 */
@FunctionalInterface
public interface StandingWarning {
    /** Those of this process. */
    Registry<StandingWarning> ALL = new Registry<>();

    /** One sentence for each thing to be done, without a secret; often none. Never waits, never throws. */
    List<String> warnings();
}
