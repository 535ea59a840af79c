package ee.qmail.checkpassword;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import ee.qmail.control.Controls;
import ee.qmail.control.OAuth;
import ee.qmail.control.Setting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Issues tokens, and serves the keys for them on loopback. */
final class TokenIssuer implements AutoCloseable {
    static final RSAKey KEY = key("first");
    final AtomicInteger fetches = new AtomicInteger();
    volatile String keys = new JWKSet(KEY).toPublicJWKSet().toString();
    volatile int status = 200;
    /** What it is asked about tokens, with the credentials of who asks. */
    final List<String> questions = new CopyOnWriteArrayList<>();

    volatile String told = "{\"active\":false}";
    /** Keeps an answer from its end. */
    volatile CountDownLatch held = new CountDownLatch(0);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    TokenIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", this::answer);
        server.createContext("/introspect", this::tell);
        server.setExecutor(threads);
        server.start();
    }

    static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        fetches.incrementAndGet();
        byte[] body = keys.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void tell(HttpExchange exchange) throws IOException {
        questions.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII));
        byte[] body = told.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body, 0, 1);
        exchange.getResponseBody().flush();
        try {
            held.await();
            exchange.getResponseBody().write(body, 1, body.length - 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    /** With tokens that are not signed. */
    OAuth asking() {
        return settings(
                "introspection:http://127.0.0.1:" + server.getAddress().getPort() + "/introspect",
                "client:mail:server");
    }

    OAuth settings(String... more) {
        return Controls.of(Map.of(
                        Setting.OAUTH,
                        "issuer:https://id.example.org\naudience:mail\njwks:http://127.0.0.1:"
                                + server.getAddress().getPort() + "/keys\n" + String.join("\n", more)))
                .oauth()
                .orElseThrow();
    }

    /** Claims that are good for five minutes. */
    static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://id.example.org")
                .audience("mail")
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .claim("email", "ana@example.org")
                .claim("email_verified", true);
    }

    static String sign(JWTClaimsSet claims) {
        return sign(KEY, JOSEObjectType.JWT, claims);
    }

    static String sign(RSAKey key, JOSEObjectType type, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .type(type)
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
