package ee.qmail.web;

import ee.qmail.status.Finding;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The pages of the console on which things are mended. */
public final class NeedPages {
    private NeedPages() {}

    /** The page below {@code /console}, with its parameters; empty if the start page itself shows it. */
    public static Optional<String> of(Finding finding) {
        return switch (finding.need()) {
            case CERTIFICATE -> page("certificates", "");
            case CONTROL_FAULT -> page("setting", "?file=" + encoded(finding.about()));
            case RCPTHOSTS_EMPTY -> page("domains", "");
            case POSTMASTER_UNDELIVERABLE -> page("address", "?address=" + encoded(finding.about()));
            case DEAD_MAIL -> page("dead", "");
            case APPLICATION_ABSENT -> page("beans", "");
            case LOGINS_THROTTLED -> page("throttles", "");
            case DESTINATION_HELD -> page("queue", "");
            default -> Optional.empty();
        };
    }

    private static Optional<String> page(String name, String parameters) {
        return Optional.of(name + ".xhtml" + parameters);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
