package ee.qmail.acme;

import com.nimbusds.jose.util.Base64URL;
import ee.qmail.tls.CertificateRequest;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** One order of a certificate, from its names to the chain (RFC 8555 7.4 to 7.5). For one thread at a time. */
final class AcmeOrder {
    private static final Logger LOG = Logger.getLogger(AcmeOrder.class.getName());
    /** In all, with the programs of DNS. */
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final String PENDING = "pending";
    private static final String PROCESSING = "processing";
    private static final String STATUS = "status";

    /** Lets time pass between two questions to the authority. */
    @FunctionalInterface
    interface Waiting {
        /** Of this thread. */
        Waiting THREAD = AcmeOrder::sleep;

        void pause(Duration time) throws IOException;
    }

    private final AcmeClient client;
    private final Proof proof;
    private final Clock clock;
    private final Waiting waiting;
    private final Instant end;
    /** Names of which proofs may be wanted. */
    private Set<String> proved = Set.of();

    AcmeOrder(AcmeClient client, Proof proof, Clock clock, Waiting waiting) {
        this.client = client;
        this.proof = proof;
        this.clock = clock;
        this.waiting = waiting;
        this.end = clock.instant().plus(LIMIT);
    }

    private static void sleep(Duration time) throws AcmeException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AcmeException("interrupted while the authority was waited for", e);
        }
    }

    /** A name whose proof is shown, and where the authority is told of it. */
    private record Shown(URI authorization, URI challenge, Proof.Question question) {}

    /**
     * Orders.
     *
     * @param names A-labels; a wildcard only if the proof is by DNS
     * @return PEM: the certificate and those that have issued it
     * @throws IOException if it is not to be had; the message says why
     */
    String certificate(Set<String> names, KeyPair keys) throws IOException {
        proved = names.stream()
                .map(name -> name.startsWith("*.") ? name.substring(2) : name)
                .collect(Collectors.toSet());
        JsonArrayBuilder identifiers = Json.createArrayBuilder();
        names.forEach(name ->
                identifiers.add(Json.createObjectBuilder().add("type", "dns").add("value", name)));
        AcmeReply made = client.post(
                client.url("newOrder"),
                Json.createObjectBuilder().add("identifiers", identifiers).build());
        URI order = made.location();
        List<URI> authorizations = AcmeReply.urls(made.json(), "authorizations");
        if (authorizations.size() > names.size()) {
            throw new AcmeException(made.from() + " wants more proofs than there are names");
        }
        prove(authorizations);
        JsonObject ready = await(order, PENDING);
        if ("ready".equals(AcmeReply.required(ready, STATUS))) {
            String request =
                    Base64URL.encode(CertificateRequest.of(names, keys)).toString();
            client.post(
                    AcmeReply.url(ready, "finalize"),
                    Json.createObjectBuilder().add("csr", request).build());
        }
        return client.read(AcmeReply.url(await(order, "ready"), "certificate")).text();
    }

    /** All are shown before the first is looked at: several may be about one name, and resolvers remember. */
    private void prove(List<URI> authorizations) throws IOException {
        List<Shown> shown = new ArrayList<>();
        try {
            for (URI authorization : authorizations) {
                show(authorization, shown);
            }
            for (Shown each : shown) {
                client.post(each.challenge(), JsonValue.EMPTY_JSON_OBJECT);
            }
            for (Shown each : shown) {
                await(each.authorization(), PENDING);
            }
        } finally {
            shown.forEach(each -> hide(each.question()));
        }
    }

    private void show(URI authorization, List<Shown> shown) throws IOException {
        requireTime();
        AcmeReply reply = client.read(authorization);
        JsonObject content = reply.json();
        if (!PENDING.equals(AcmeReply.required(content, STATUS))) {
            return; // proved before, and still good
        }
        String name = name(content);
        JsonObject challenge = challenge(content, name);
        String token = AcmeReply.required(challenge, "token");
        if (!AcmeTable.isToken(token)) {
            throw new AcmeException(authorization + " has a challenge whose token is none");
        }
        Proof.Question question = new Proof.Question(name, token, client.keyAuthorization(token));
        shown.add(new Shown(authorization, AcmeReply.url(challenge, "url"), question));
        proof.add(question);
    }

    /** What an authority says goes to a program, and into the log: it must be a name that was ordered. */
    private String name(JsonObject authorization) throws AcmeException {
        JsonObject identifier = authorization.getJsonObject("identifier");
        String name = identifier == null ? "" : AcmeReply.required(identifier, "value");
        if (!proved.contains(name)) {
            throw new AcmeException(
                    AcmeReply.forPeople("the authority wants a proof for " + name + ", which was not ordered"));
        }
        return name;
    }

    private JsonObject challenge(JsonObject authorization, String name) throws AcmeException {
        List<String> offered = new ArrayList<>();
        for (JsonValue each : AcmeReply.array(authorization, "challenges")) {
            if (each instanceof JsonObject challenge) {
                String type = AcmeReply.required(challenge, "type");
                if (type.equals(proof.type())) {
                    return challenge;
                }
                offered.add(type);
            }
        }
        throw new AcmeException(AcmeReply.forPeople("the authority does not take " + proof.type() + " for " + name
                + ", only " + String.join(", ", offered)
                + ": a name with * needs control/acmedns, and others may do without"));
    }

    private void hide(Proof.Question question) {
        try {
            proof.remove(question);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the proof for {0} is not taken back: {1}", new Object[] {
                question.name(), e.getMessage()
            });
        }
    }

    /**
     * Asks until the status is neither this one nor {@code processing}.
     *
     * @throws AcmeException if it is {@code invalid} then, or there is no time left
     */
    private JsonObject await(URI url, String status) throws IOException {
        Duration pause = SHORTEST_PAUSE;
        while (true) {
            AcmeReply reply = client.read(url);
            JsonObject content = reply.json();
            String now = AcmeReply.required(content, STATUS);
            if (now.equals("valid") || now.equals("ready") && !status.equals("ready")) {
                return content;
            }
            if (!now.equals(status) && !now.equals(PROCESSING)) {
                throw invalid(reply.from(), content);
            }
            requireTime();
            Duration wanted = reply.retryAfter(clock.instant());
            waiting.pause(wanted.isZero() ? pause : shorter(wanted, LONGEST_PAUSE));
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void requireTime() throws AcmeException {
        if (clock.instant().isAfter(end)) {
            throw new AcmeException("the order was not done within " + LIMIT.toMinutes() + " minutes");
        }
    }

    /** The reason stands with the order, or with the challenge that failed. */
    private static AcmeException invalid(String from, JsonObject content) {
        if (content.get("error") instanceof JsonObject error) {
            return AcmeReply.problem(from, error, Duration.ZERO);
        }
        for (JsonValue each : AcmeReply.array(content, "challenges")) {
            if (each instanceof JsonObject challenge && challenge.get("error") instanceof JsonObject error) {
                return AcmeReply.problem(from, error, Duration.ZERO);
            }
        }
        return new AcmeException(AcmeReply.forPeople(from + ": the order came to the status "
                + AcmeReply.string(content, STATUS).orElse("")));
    }
}
