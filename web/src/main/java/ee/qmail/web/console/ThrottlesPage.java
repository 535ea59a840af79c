package ee.qmail.web.console;

import ee.qmail.guard.LoginGuard;
import ee.qmail.guard.RecentFailures;
import ee.qmail.guard.Throttled;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
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
        static Row of(Throttled one, Texts texts) {
            return new Row(
                    one.network() == null ? "" : one.network(),
                    one.name() == null ? "" : one.name(),
                    one.network() == null ? texts.of("throttles.everywhere") : one.network(),
                    one.name() == null ? texts.of("throttles.allNames") : one.name(),
                    one.wrong(),
                    one.secondsToWait() == 0
                            ? texts.of("throttles.unknownNetworks")
                            : Times.length(Duration.ofSeconds(one.secondsToWait())));
        }
    }

    /** @param wrong whether the password was looked at */
    public record FailureRow(Instant at, String ip, String login, String where, String reason, boolean wrong) {}

    @Inject
    private Texts texts;

    private List<Row> throttled = List.of();
    private List<FailureRow> failures = List.of();

    @PostConstruct
    void find() {
        throttled = LoginGuard.shared().throttled().stream()
                .map(one -> Row.of(one, texts))
                .toList();
        failures = RecentFailures.shared().list().stream().map(this::row).toList();
    }

    private FailureRow row(RecentFailures.Failure one) {
        boolean wrong = !one.reason().equals("throttled");
        return new FailureRow(
                one.at(),
                one.ip(),
                one.login(),
                one.door() + ", " + one.mechanism(),
                wrong ? texts.of("throttles.isWrong") : texts.of("throttles.notLookedAt"),
                wrong);
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
        Messages.done(any ? "throttles.released" : "throttles.nobody");
        return "throttles?faces-redirect=true";
    }

    public List<Row> getThrottled() {
        return throttled;
    }

    public List<FailureRow> getFailures() {
        return failures;
    }
}
