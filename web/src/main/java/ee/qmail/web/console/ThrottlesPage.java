package ee.qmail.web.console;

import ee.qmail.guard.LoginGuard;
import ee.qmail.guard.RecentFailures;
import ee.qmail.guard.Throttled;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.List;

/** Who has to wait before the next log-in, and the log-ins that failed last. */
@Named
@RequestScoped
public class ThrottlesPage {
    /**
     * One who waits.
     *
     * @param from the network, or words for all
     * @param who the name, or words for all
     * @param waits such as {@code 40 s}
     */
    public record Row(String network, String name, String from, String who, int wrong, String waits) {
        static Row of(Throttled one) {
            return new Row(
                    one.network() == null ? "" : one.network(),
                    one.name() == null ? "" : one.name(),
                    one.network() == null ? "everywhere" : one.network(),
                    one.name() == null ? "all names that were never right there" : one.name(),
                    one.wrong(),
                    one.secondsToWait() == 0
                            ? "unknown networks, after their first mistake"
                            : Times.length(Duration.ofSeconds(one.secondsToWait())));
        }
    }

    /** @param at as the console writes times */
    public record FailureRow(String at, String ip, String login, String where, String reason) {}

    @Inject
    private Times times;

    private List<Row> throttled = List.of();
    private List<FailureRow> failures = List.of();

    @PostConstruct
    void find() {
        throttled = LoginGuard.shared().throttled().stream().map(Row::of).toList();
        failures = RecentFailures.shared().list().stream()
                .map(one -> new FailureRow(
                        times.stamp(one.at()),
                        one.ip(),
                        one.login(),
                        one.door() + ", " + one.mechanism(),
                        one.reason().equals("throttled") ? "not looked at" : "wrong"))
                .toList();
    }

    /**
     * Releases those whose button was pressed. The row is named by what it shows and not by its place, since places change with each second.
     *
     * @return where to go; null if none was
     */
    public String release() {
        String pressed = Requests.parameter("released");
        int blank = pressed.indexOf(' ');
        if (blank < 0) {
            return null;
        }
        String network = pressed.substring(0, blank);
        String name = pressed.substring(blank + 1);
        if (network.isEmpty() && name.isEmpty()) {
            return null;
        }
        boolean any = LoginGuard.shared().release(network.isEmpty() ? null : network, name.isEmpty() ? null : name);
        Messages.done(any ? "Released: the next log-in is looked at." : "Nobody waits there any more.");
        return "throttles?faces-redirect=true";
    }

    public List<Row> getThrottled() {
        return throttled;
    }

    public List<FailureRow> getFailures() {
        return failures;
    }
}
