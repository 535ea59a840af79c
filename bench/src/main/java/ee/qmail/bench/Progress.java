package ee.qmail.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Tells the waiting user what is going on, and for how long still. */
final class Progress {
    private final PrintWriter out;
    private long began;
    private int steps;
    private int done;

    Progress(PrintWriter out) {
        this.out = out;
    }

    void say(String line) {
        out.println("bench: " + line);
    }

    /** @param count steps to come, for the estimate */
    void begin(int count) {
        began = System.nanoTime();
        steps = count;
        done = 0;
    }

    void step(String what) {
        out.printf(Locale.ROOT, "bench: %3d/%d %s  %s%n", done + 1, steps, what, left());
        done++;
    }

    private String left() {
        if (done == 0) {
            return "";
        }
        Duration rest = Duration.ofNanos((System.nanoTime() - began) / done * (steps - done));
        return String.format(Locale.ROOT, "about %d:%02d left", rest.toMinutes(), rest.toSecondsPart());
    }
}
