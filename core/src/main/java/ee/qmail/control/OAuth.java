package ee.qmail.control;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The issuer of the tokens with which users may log in, and what must be in them (AUTH-15): {@code control/oauth}.
 *
 * @param issuer as the claim {@code iss} must be
 * @param audience of which one must be in the claim {@code aud}
 * @param jwks where the issuer publishes its keys (RFC 7517)
 * @param claim the one that has the user's address; of {@code email}, the issuer must say that it is verified
 */
public record OAuth(String issuer, String audience, URI jwks, String claim) {
    private static final Set<String> KEYS = Set.of("issuer", "audience", "jwks", "claim");
    private static final Set<String> NEEDED = Set.of("issuer", "audience", "jwks");
    private static final String WANTED =
            "must be issuer:URL, audience:NAME, jwks:URL or claim:NAME, such as jwks:https://id.example.org/keys";
    private static final Pattern NAME = Pattern.compile("[!-~]{1,255}");
    /** Keys that come in clear text could be anybody's; on this machine a test may serve them. */
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    /** @throws IllegalArgumentException whose message says what would be right */
    static void parse(String line) {
        String key = key(line);
        String value = value(line);
        if (!KEYS.contains(key) || !NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(WANTED);
        }
        if (key.equals("jwks")) {
            requireSafe(value);
        }
    }

    private static void requireSafe(String url) {
        try {
            URI uri = new URI(url);
            boolean safe = "https".equals(uri.getScheme()) && uri.getHost() != null;
            if (safe || "http".equals(uri.getScheme()) && THIS_MACHINE.contains(String.valueOf(uri.getHost()))) {
                return;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(WANTED, e);
        }
        throw new IllegalArgumentException("must be an address with https, such as jwks:https://id.example.org/keys");
    }

    /** Empty while one of the three that are needed is missing: no token is good then. */
    static Optional<OAuth> of(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        lines.forEach(line -> values.put(key(line), value(line)));
        return values.keySet().containsAll(NEEDED)
                ? Optional.of(new OAuth(
                        values.get("issuer"),
                        values.get("audience"),
                        URI.create(values.get("jwks")),
                        values.getOrDefault("claim", "email")))
                : Optional.empty();
    }

    private static String key(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? "" : line.substring(0, colon).strip();
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }
}
