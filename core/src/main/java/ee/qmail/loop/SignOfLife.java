package ee.qmail.loop;

import ee.qmail.contract.Registry;
import java.util.Optional;

/**
 * A part of the server that works by itself, such as a loop or a consumer, and that would not be missed at once if it ceased to.
 * Entered into {@link SignOfLife#SIGNS}, it is asked whenever somebody wants to know whether the server is ready. Safe for use by several threads.
 */
public interface SignOfLife {
    /** Those of this process. */
    Registry<SignOfLife> SIGNS = new Registry<>();

    /** In lower case, as in {@code /health/ready}; unique in the process. */
    String name();

    /** Returns the trouble, in a few words and without a secret; empty if it is alive. Never waits, never throws. */
    Optional<String> trouble();
}
