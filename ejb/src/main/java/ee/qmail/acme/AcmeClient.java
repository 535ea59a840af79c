package ee.qmail.acme;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/** An account at an authority, and signed requests of it (RFC 8555 6 and 7.1 to 7.3). For one thread at a time. */
final class AcmeClient {
    private static final String BAD_NONCE = "badNonce";
    /** A nonce may be refused for no fault of the client's (RFC 8555 6.5). */
    private static final int ATTEMPTS = 10;

    private static final int CREATED = 201;

    private final AcmeHttp http;
    private final ECKey key;
    private final Clock clock;
    private JsonObject directory;
    private String account;
    private String nonce;

    AcmeClient(AcmeHttp http, ECKey key, Clock clock) {
        this.http = http;
        this.key = key;
        this.clock = clock;
    }

    /** Reads the directory, and makes the account or finds it. The terms of the authority are accepted by its being in {@code control/acme}. */
    void open(AcmeSettings settings) throws IOException {
        AcmeReply reply = http.get(settings.directory());
        if (reply.isBad()) {
            throw reply.problem(clock.instant());
        }
        directory = reply.json();
        URI newAccount = url("newAccount");
        JsonObjectBuilder wanted = Json.createObjectBuilder().add("termsOfServiceAgreed", true);
        if (!settings.contact().isEmpty()) {
            wanted.add("contact", Json.createArrayBuilder().add("mailto:" + settings.contact()));
        }
        if (!settings.externalAccount().isEmpty()) {
            wanted.add("externalAccountBinding", binding(settings, newAccount));
        }
        AcmeReply made = post(newAccount, wanted.build());
        account = made.location().toString();
        if (made.status() != CREATED && !settings.contact().isEmpty()) {
            // it is an older one, whose contact may be another
            JsonObject contact = Json.createObjectBuilder()
                    .add("contact", Json.createArrayBuilder().add("mailto:" + settings.contact()))
                    .build();
            post(made.location(), contact);
        }
    }

    /** The address of a resource of the directory. */
    URI url(String name) throws AcmeException {
        return AcmeReply.url(directory, name);
    }

    /** What the authority wants to see as proof of a challenge (RFC 8555 8.1). */
    String keyAuthorization(String token) {
        try {
            return token + "." + key.computeThumbprint();
        } catch (JOSEException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }

    /** Reads a resource. */
    AcmeReply read(URI url) throws IOException {
        return post(url, Optional.empty());
    }

    /** @throws AcmeException what the authority has against it */
    AcmeReply post(URI url, JsonObject content) throws IOException {
        return post(url, Optional.of(content));
    }

    private AcmeReply post(URI url, Optional<JsonObject> content) throws IOException {
        AcmeException trouble = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String signed = signed(url, content.map(JsonObject::toString).orElse(""));
            AcmeReply reply = http.post(url, "application/jose+json", signed);
            nonce = reply.headers().firstValue("Replay-Nonce").orElse(null);
            if (!reply.isBad()) {
                return reply;
            }
            trouble = reply.problem(clock.instant());
            if (!trouble.isOfType(BAD_NONCE)) {
                throw trouble;
            }
        }
        throw trouble;
    }

    private String freshNonce() throws IOException {
        if (nonce != null) {
            return nonce;
        }
        AcmeReply reply = http.head(url("newNonce"));
        if (reply.isBad()) {
            throw new AcmeException(reply.from() + " answers " + reply.status() + " instead of a nonce");
        }
        return reply.headers()
                .firstValue("Replay-Nonce")
                .orElseThrow(() -> new AcmeException(reply.from() + " has no nonce for this server"));
    }

    private String signed(URI url, String payload) throws IOException {
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .customParam("nonce", freshNonce())
                .customParam("url", url.toString());
        if (account == null) {
            header.jwk(key.toPublicJWK());
        } else {
            header.keyID(account);
        }
        try {
            return signed(header.build(), payload, new ECDSASigner(key)).toString();
        } catch (JOSEException e) {
            throw new AcmeException("a request cannot be signed: " + e.getMessage(), e);
        }
    }

    /** Tells that whoever has the key of the account at the authority wants this one to be bound to it (RFC 8555 7.3.4). */
    private JsonObject binding(AcmeSettings settings, URI newAccount) throws AcmeException {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .keyID(settings.externalKid())
                .customParam("url", newAccount.toString())
                .build();
        try {
            return signed(header, key.toPublicJWK().toJSONString(), new MACSigner(settings.externalKey()));
        } catch (JOSEException e) {
            throw new AcmeException(
                    "control/acmeeab: the key cannot be used (" + e.getMessage() + "): must be of 32 octets or more",
                    e);
        }
    }

    /** The flattened form of JWS (RFC 7515 7.2.2). */
    private static JsonObject signed(JWSHeader header, String payload, JWSSigner signer) throws JOSEException {
        JWSObject jws = new JWSObject(header, new Payload(payload));
        jws.sign(signer);
        return Json.createObjectBuilder()
                .add("protected", jws.getHeader().toBase64URL().toString())
                .add("payload", jws.getPayload().toBase64URL().toString())
                .add("signature", jws.getSignature().toString())
                .build();
    }
}
