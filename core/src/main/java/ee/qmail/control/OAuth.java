package ee.qmail.control;

import ee.qmail.text.Sentence;
import ee.qmail.text.WrongInputException;
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
 * @param jwks where the issuer publishes its keys (RFC 7517); null if it signs no tokens
 * @param claim the one that has the user's address; of {@code email}, the issuer must say that it is verified
 * @param introspection where it tells about tokens that are not signed (RFC 7662); null if it does not
 * @param client the name under which it is asked there; null if it is not
 */
public record OAuth(String issuer, String audience, URI jwks, String claim, URI introspection, String client) {
    private static final Set<String> KEYS = Set.of("issuer", "audience", "jwks", "claim", "introspection", "client");
    private static final Set<String> ADDRESSES = Set.of("jwks", "introspection");
    private static final Sentence WANTED = Sentence.of("line.oauth");
    private static final Pattern NAME = Pattern.compile("[!-~]{1,255}");
    /** Keys that come in clear text could be anybody's; on this machine a test may serve them. */
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    /** @throws IllegalArgumentException whose message says what would be right */
    static void parse(String line) {
        String key = key(line);
        String value = value(line);
        if (!KEYS.contains(key) || !NAME.matcher(value).matches()) {
            throw new WrongInputException(WANTED);
        }
        if (ADDRESSES.contains(key)) {
            requireSafe(key, value);
        }
    }

    private static void requireSafe(String key, String url) {
        try {
            URI uri = new URI(url);
            boolean safe = "https".equals(uri.getScheme()) && uri.getHost() != null;
            if (safe || "http".equals(uri.getScheme()) && THIS_MACHINE.contains(String.valueOf(uri.getHost()))) {
                return;
            }
        } catch (URISyntaxException e) {
            throw new WrongInputException(WANTED, e);
        }
        throw new WrongInputException(Sentence.of("line.oauthHttps", key));
    }

    /** Empty while one that is needed is missing: no token is good then. */
    static Optional<OAuth> of(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        lines.forEach(line -> values.put(key(line), value(line)));
        boolean asks = values.keySet().containsAll(Set.of("introspection", "client"));
        if (!values.keySet().containsAll(Set.of("issuer", "audience")) || !asks && !values.containsKey("jwks")) {
            return Optional.empty();
        }
        return Optional.of(new OAuth(
                values.get("issuer"),
                values.get("audience"),
                Optional.ofNullable(values.get("jwks")).map(URI::create).orElse(null),
                values.getOrDefault("claim", "email"),
                asks ? URI.create(values.get("introspection")) : null,
                asks ? values.get("client") : null));
    }

    private static String key(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? "" : line.substring(0, colon).strip();
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }
}
