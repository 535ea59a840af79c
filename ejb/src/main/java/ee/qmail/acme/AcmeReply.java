package ee.qmail.acme;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An answer of an authority, whose size is bounded already.
 *
 * @param from the host that has answered, for people
 */
record AcmeReply(String from, int status, HttpHeaders headers, byte[] body) {
    private static final String PREFIX = "urn:ietf:params:acme:error:";
    private static final int BAD = 400;
    private static final int LONGEST_DETAIL = 500;
    private static final Duration LONGEST_WAIT = Duration.ofDays(7);

    boolean isBad() {
        return status >= BAD;
    }

    JsonObject json() throws AcmeException {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
            return reader.readObject();
        } catch (JsonException | IllegalStateException e) {
            throw new AcmeException(
                    from + ": the answer (" + status + ") is no JSON object: must be as in RFC 8555", e);
        }
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** What the authority has against it (RFC 7807, RFC 8555 6.7). */
    AcmeException problem(Instant now) {
        try {
            return problem(from, json(), retryAfter(now));
        } catch (AcmeException e) {
            return new AcmeException("", from + " answers " + status, retryAfter(now));
        }
    }

    /** @param document also the error of a challenge or an order */
    static AcmeException problem(String from, JsonObject document, Duration retryAfter) {
        String type = string(document, "type").orElse("");
        StringBuilder text =
                new StringBuilder(from + ": " + string(document, "detail").orElse("no reason is given"));
        for (JsonValue part : array(document, "subproblems")) {
            if (part instanceof JsonObject each) {
                string(each, "detail").ifPresent(detail -> text.append("; ").append(detail));
            }
        }
        String kind = type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : type;
        return new AcmeException(kind, forPeople(text + (kind.isEmpty() ? "" : " (" + kind + ")")), retryAfter);
    }

    /** One line without control characters, not too long. */
    static String forPeople(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > LONGEST_DETAIL ? line.substring(0, LONGEST_DETAIL) + "..." : line;
    }

    /** Zero if there is no such field. */
    Duration retryAfter(Instant now) {
        Duration given = headers.firstValue("Retry-After")
                .map(value -> duration(value.strip(), now))
                .orElse(Duration.ZERO);
        return given.isNegative() ? Duration.ZERO : given.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : given;
    }

    /** Seconds or a date (RFC 9110 10.2.3); of anything else as if nothing was said. */
    private static Duration duration(String value, Instant now) {
        if (value.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant when = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Duration.between(now, when);
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    URI location() throws AcmeException {
        return url(headers.firstValue("Location").orElse(""), "the field Location");
    }

    /** @throws AcmeException if it is not there */
    static String required(JsonObject object, String key) throws AcmeException {
        return string(object, key)
                .orElseThrow(() -> new AcmeException("the answer has no text \"" + key + "\": must be as in RFC 8555"));
    }

    static Optional<String> string(JsonObject object, String key) {
        return object.get(key) instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }

    static List<JsonValue> array(JsonObject object, String key) {
        return object.get(key) instanceof JsonArray all ? List.copyOf(all) : List.of();
    }

    /** The address under a key. */
    static URI url(JsonObject object, String key) throws AcmeException {
        return url(required(object, key), "\"" + key + "\"");
    }

    /** The addresses in a list, a hundred at most. */
    static List<URI> urls(JsonObject object, String key) throws AcmeException {
        List<URI> all = new ArrayList<>();
        for (JsonValue each : array(object, key)) {
            all.add(url(each instanceof JsonString text ? text.getString() : "", "\"" + key + "\""));
        }
        return all;
    }

    /** Everything is asked for by TLS, whatever the authority names. */
    private static URI url(String text, String where) throws AcmeException {
        try {
            URI url = URI.create(text);
            if ("https".equals(url.getScheme()) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw new AcmeException(where + " of the answer is no address", e);
        }
        throw new AcmeException(where + " of the answer is no https address");
    }
}
