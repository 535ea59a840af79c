package ee.qmail.cli.application;

import ee.qmail.application.ApplicationState;
import ee.qmail.application.ApplicationState.Phase;
import ee.qmail.application.ApplicationStates;
import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.api.ServerLock;
import ee.qmail.home.Fingerprint;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * The server of a home, as far as its files tell.
 *
 * @param progress takes a line when something changes while a command waits
 */
record RunningServer(QmailHome home, PrintWriter progress) {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration REMINDER = Duration.ofSeconds(10);

    /** Tells whether a server that the launcher has started has the home: no other one has applications of its own. */
    boolean isThere() throws ApiException {
        return ServerLock.isHeld(home.lock());
    }

    Optional<ApplicationState> state(String name) throws ApiException {
        try {
            return new ApplicationStates(home).find(name);
        } catch (IOException e) {
            throw new ApiException(ApiException.TEMPORARY, "the state of " + name + " cannot be read: " + e, e);
        }
    }

    /** Names of all applications that the server has a state of. */
    List<String> names() throws ApiException {
        try {
            return new ApplicationStates(home).names();
        } catch (IOException e) {
            throw new ApiException(ApiException.TEMPORARY, "the states of applications cannot be read: " + e, e);
        }
    }

    /**
     * Waits for a state, and tells how far the server is.
     *
     * @return whether it came, with the server still there
     */
    boolean await(String name, Predicate<Optional<ApplicationState>> wanted, Duration patience) throws ApiException {
        long begin = System.nanoTime();
        long told = begin;
        String before = "";
        while (true) {
            Optional<ApplicationState> state = state(name);
            if (wanted.test(state)) {
                return true;
            }
            long now = System.nanoTime();
            if (now - begin >= patience.toNanos() || !isThere()) {
                return false;
            }
            String progress = state.filter(RunningServer::isUnderWay)
                    .map(RunningServer::progress)
                    .orElse("waits");
            if (!progress.equals(before) || now - told >= REMINDER.toNanos()) {
                progress()
                        .println(name + ": " + progress + " ("
                                + Duration.ofNanos(now - begin).toSeconds() + " s)");
                progress().flush();
                before = progress;
                told = now;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Else it is the result of another version. */
    private static boolean isUnderWay(ApplicationState state) {
        return state.phase() == Phase.WAITS || state.phase() == Phase.DEPLOYING;
    }

    private static String progress(ApplicationState state) {
        String reason = state.reason().isEmpty() ? "" : ": " + state.reason();
        return word(state) + reason;
    }

    /** The phase, as it is shown; of a version without a file it is the way out. */
    static String word(ApplicationState state) {
        if (state.phase() == Phase.DEPLOYING && state.version().equals(Fingerprint.MISSING)) {
            return "undeploying";
        }
        return state.phase().name().toLowerCase(Locale.ROOT);
    }
}
