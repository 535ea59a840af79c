package ee.qmail.control;

import ee.qmail.address.DomainLookup;
import ee.qmail.address.DomainName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Artificial routes (RM-3). Immutable. */
public final class SmtpRoutes {
    private static final Pattern LINE = Pattern.compile("(?<key>[^:\\s@|]*):(?<rest>.*)");

    private final Map<String, Optional<SmtpRoute>> routes = new HashMap<>();

    /** @param lines {@code domain:relay:port} or {@code domain:relay:port|user|password}; of equal domains the last wins, a line without a colon is dropped */
    SmtpRoutes(Collection<String> lines) {
        for (String line : lines) {
            if (line.indexOf(':') >= 0) {
                Entry entry = parse(line);
                routes.put(entry.key, entry.route);
            }
        }
    }

    /**
     * The whole domain is looked up, then each {@code .suffix}, then the empty key; the first hit decides.
     *
     * @return empty if the mail exchangers of the domain are to be asked
     */
    public Optional<SmtpRoute> find(String domain) {
        String key = DomainLookup.find(DomainName.canonical(domain), routes::containsKey)
                .orElse("");
        return routes.getOrDefault(key, Optional.empty());
    }

    record Entry(String key, Optional<SmtpRoute> route) {}

    /** @throws IllegalArgumentException whose message says what would be right */
    static Entry parse(String line) {
        Matcher match = LINE.matcher(line);
        if (!match.matches()) {
            throw SmtpRoute.wrong(SmtpRoute.WANTED);
        }
        return new Entry(DomainName.canonical(match.group("key")), SmtpRoute.parse(match.group("rest")));
    }
}
