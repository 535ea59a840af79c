package ee.qmail.checkpassword;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import ee.qmail.control.OAuth;
import ee.qmail.home.SecretFile;
import ee.qmail.text.Sha256;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Asks the issuer about tokens that say nothing themselves (RFC 7662, AUTH-15), as the client of {@code control/oauth} with the secret in
 * {@code control/oauth.secret}. An answer is remembered for 10 seconds, under a hash of the token. Safe for use by several threads.
 */
final class Introspection {
    static final String SECRET = "oauth.secret";
    static final Duration LIFE = Duration.ofSeconds(10);

    /** RFC 6750 section 2.1. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private static final int MAX_TOKEN = 8 * 1024;
    private static final int MAX_AT_ONCE = 8;
    private static final long WAIT_SECONDS = 2;
    private static final int MAX_REMEMBERED = 1_000;
    private static final int LARGEST_ANSWER = 256 * 1024;
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private record Remembered(Optional<JWTClaimsSet> claims, Instant until) {}

    private final OAuth settings;
    private final IssuerHttp http;
    private final Path secret;
    private final Clock clock;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE);
    private final Map<String, Remembered> remembered = new LinkedHashMap<>();

    /** @param control where the secret is */
    Introspection(OAuth settings, IssuerHttp http, Path control, Clock clock) {
        this.settings = settings;
        this.http = http;
        this.secret = control.resolve(SECRET);
        this.clock = clock;
    }

    /**
     * Asks about a token, some seconds at most.
     *
     * @return what the issuer says of it; empty if it is not good
     * @throws IllegalStateException if that cannot be told now
     */
    Optional<JWTClaimsSet> check(String token) {
        if (token.length() > MAX_TOKEN || !TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        String key = Sha256.hex(token);
        Optional<Remembered> known = recall(key);
        Optional<JWTClaimsSet> claims = known.isPresent() ? known.get().claims() : asked(key, token);
        return claims.filter(this::isGoodHere);
    }

    private Optional<JWTClaimsSet> asked(String key, String token) {
        boolean entered = false;
        try {
            entered = places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
            if (!entered) {
                throw new IllegalStateException("too many tokens are being asked about at once");
            }
            Optional<JWTClaimsSet> claims = ask(token);
            remember(key, new Remembered(claims, clock.instant().plus(LIFE)));
            return claims;
        } catch (IOException | ParseException e) {
            throw new IllegalStateException(
                    settings.introspection() + " does not tell whether a token is good: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the server stops", e);
        } finally {
            if (entered) {
                places.release();
            }
        }
    }

    private Optional<JWTClaimsSet> ask(String token) throws IOException, ParseException {
        String credentials = encoded(settings.client()) + ":" + encoded(SecretFile.read(secret));
        String answer = http.post(
                settings.introspection(),
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII)),
                "token=" + encoded(token) + "&token_type_hint=access_token");
        Map<String, Object> members = JSONObjectUtils.parse(answer, LARGEST_ANSWER);
        if (!(members.get("active") instanceof Boolean active)) {
            throw new ParseException("the answer must have the member active, true or false", 0);
        }
        return active ? Optional.of(JWTClaimsSet.parse(members)) : Optional.empty();
    }

    /** For this audience, in force, and of this issuer if that is told. */
    private boolean isGoodHere(JWTClaimsSet claims) {
        Instant now = clock.instant();
        return (claims.getIssuer() == null || claims.getIssuer().equals(settings.issuer()))
                && claims.getAudience().contains(settings.audience())
                && !isAfter(now.minus(CLOCK_SKEW), claims.getExpirationTime())
                && !isAfter(claims.getNotBeforeTime(), now.plus(CLOCK_SKEW));
    }

    /** What is not told holds nobody up: the issuer has said that the token is active. */
    private static boolean isAfter(Instant instant, Date end) {
        return end != null && instant.isAfter(end.toInstant());
    }

    private static boolean isAfter(Date begin, Instant instant) {
        return begin != null && begin.toInstant().isAfter(instant);
    }

    private synchronized Optional<Remembered> recall(String key) {
        return Optional.ofNullable(remembered.get(key))
                .filter(each -> clock.instant().isBefore(each.until()));
    }

    private synchronized void remember(String key, Remembered answer) {
        remembered.remove(key);
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        remembered.put(key, answer);
    }

    /** As RFC 6749 section 2.3.1 wants it. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
