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
    private static final int SMTP_PORT = 25;
    private static final Pattern LINE = Pattern.compile(
            "(?<key>[^:\\s@]*):(?:(?<relay>[^:\\s\\[\\]|@]+)|\\[(?<literal>[0-9A-Fa-f:.]+)\\])?(?::(?<port>[0-9]{1,5}))?");

    private final Map<String, Optional<SmtpRoute>> routes = new HashMap<>();

    /** @param lines {@code domain:relay:port}; of equal domains the last wins, a line without a colon is dropped */
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
            throw new IllegalArgumentException(
                    "must be domain:relay, domain:relay:port or domain: (its own mail exchangers);"
                            + " an IPv6 relay in brackets");
        }
        String relay = match.group("relay") != null ? match.group("relay") : match.group("literal");
        String port = match.group("port");
        if (relay == null) {
            return withoutRelay(match.group("key"), port);
        }
        int number = port == null ? SMTP_PORT : Integer.parseInt(port);
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException("the port must be from 1 to 65535");
        }
        return new Entry(DomainName.canonical(match.group("key")), Optional.of(new SmtpRoute(relay, number)));
    }

    private static Entry withoutRelay(String key, String port) {
        if (port != null) {
            throw new IllegalArgumentException("a port needs a relay before it, as in domain:relay:port");
        }
        return new Entry(DomainName.canonical(key), Optional.empty());
    }
}
