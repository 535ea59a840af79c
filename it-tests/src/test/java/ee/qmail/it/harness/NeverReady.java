package ee.qmail.it.harness;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.util.concurrent.locks.LockSupport;

/** Part of an application that never ends being deployed, and minds no interrupt. */
@Singleton
@Startup
public class NeverReady {
    private static final long PAUSE_NANOS = 100_000_000;

    @PostConstruct
    void start() {
        while (true) {
            Thread.interrupted();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
