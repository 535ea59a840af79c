package ee.qmail.acme;

import java.io.IOException;
import java.time.Duration;

/** Lets time pass between two questions to the authority. */
@FunctionalInterface
interface Waiting {
    void pause(Duration time) throws IOException;

    /** Of this thread. */
    Waiting THREAD = time -> {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AcmeException("interrupted while the authority was waited for", e);
        }
    };
}
