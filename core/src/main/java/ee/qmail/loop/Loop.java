package ee.qmail.loop;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A task that a scheduler runs again and again. The scheduler would silently drop it after the first exception:
 * therefore whatever goes wrong in one round, an {@link Error} too, is logged, and the next round comes. It gives its
 * sign of life before and after each round, so that one that hangs is found out. Not safe for use by several threads.
 */
public final class Loop implements Runnable, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Loop.class.getName());

    /** One round. */
    @FunctionalInterface
    public interface Round {
        void go() throws Exception;
    }

    private final Heartbeat heartbeat;
    private final Round round;
    private int untold;

    private Loop(Heartbeat heartbeat, Round round) {
        this.heartbeat = heartbeat;
        this.round = round;
    }

    /**
     * A loop among the {@link SignOfLife#SIGNS}, until it is closed.
     *
     * @param patience how long a round and the pause before it may take
     */
    public static Loop named(String name, Duration patience, Round round) {
        Loop loop = new Loop(new Heartbeat(name, patience), round);
        SignOfLife.SIGNS.add(loop.heartbeat);
        return loop;
    }

    @Override
    public void run() {
        heartbeat.beat();
        try {
            round.go();
        } catch (Throwable e) {
            tell(e);
        }
        heartbeat.beat();
    }

    /** To be called in a round of many steps, each of which may take as long as a round may. */
    public void goesOn() {
        heartbeat.beat();
    }

    /** Trouble that cannot even be logged is counted, and logged with the next one. */
    private void tell(Throwable trouble) {
        try {
            LOG.log(
                    Level.WARNING,
                    trouble,
                    () -> "trouble in a round of the " + heartbeat.name() + "; the next one comes"
                            + (untold == 0 ? "" : " (" + untold + " troubles before could not be logged)"));
            untold = 0;
        } catch (Throwable e) {
            untold++;
        }
    }

    /** It is not missed any more. */
    @Override
    public void close() {
        SignOfLife.SIGNS.remove(heartbeat);
    }
}
