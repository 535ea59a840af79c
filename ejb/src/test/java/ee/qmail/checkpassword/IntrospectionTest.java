package ee.qmail.checkpassword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.control.OAuth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that say nothing themselves, and the time that an issuer has for its answers (AUTH-15). */
class IntrospectionTest {
    private static final String GOOD = "{\"active\":true,\"aud\":[\"x\",\"mail\"],\"iss\":\"https://id.example.org\","
            + "\"email\":\"ana@example.org\",\"email_verified\":true,\"exp\":1764000300,\"scope\":\"mail\"}";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1764000000));

    @TempDir
    private Path control;

    private TokenIssuer issuer;
    private Tokens tokens;
    private OAuth settings;

    @BeforeEach
    void start() throws IOException {
        issuer = new TokenIssuer();
        settings = issuer.asking();
        secret("s:cret/\u00fc\n", "rw-------");
        tokens = new Tokens(() -> Optional.of(settings), control, clock());
    }

    private Clock clock() {
        InstantSource source = now::get;
        return source.withZone(ZoneOffset.UTC);
    }

    @AfterEach
    void stop() {
        issuer.held.countDown();
        issuer.close();
    }

    private void secret(String content, String permissions) throws IOException {
        Path file = Files.writeString(control.resolve("oauth.secret"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void auth15TheIssuerIsAskedAboutATokenThatIsNoJwt() {
        issuer.told = GOOD;
        assertThat(tokens.check("opaque.to+ken=")).contains("ana@example.org");
        String credentials = "mail%3Aserver:s%3Acret%2F%C3%BC";
        assertThat(issuer.questions)
                .containsExactly("Basic "
                        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII))
                        + " token=opaque.to%2Bken%3D&token_type_hint=access_token");
        assertThat(tokens.check(TokenIssuer.sign(TokenIssuer.claims().build()))).contains("ana@example.org");
        assertThat(issuer.questions).as("a JWT is judged by its signature").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"active\":false}",
                "{\"active\":true,\"email\":\"ana@example.org\",\"email_verified\":true}",
                "{\"active\":true,\"aud\":\"other\",\"email\":\"ana@example.org\",\"email_verified\":true}",
                "{\"active\":true,\"aud\":\"mail\",\"email\":\"ana@example.org\"}",
                "{\"active\":true,\"aud\":\"mail\",\"email_verified\":true}",
                "{\"active\":true,\"aud\":\"mail\",\"iss\":\"x\",\"email\":\"ana@example.org\",\"email_verified\":true}",
                "{\"active\":true,\"aud\":\"mail\",\"email\":\"ana@example.org\",\"email_verified\":true,\"exp\":1763999930}",
                "{\"active\":true,\"aud\":\"mail\",\"email\":\"ana@example.org\",\"email_verified\":true,\"nbf\":1764000070}"
            })
    void auth15WhatIsNotActiveOrNotForHereIsRefused(String told) {
        issuer.told = told;
        assertThat(tokens.check("opaque")).isEmpty();
    }

    @Test
    void auth15AnAnswerIsRememberedForTenSeconds() {
        issuer.told = GOOD;
        assertThat(tokens.check("opaque")).isPresent();
        issuer.told = "{\"active\":false}";
        now.set(now.get().plus(Introspection.LIFE).minusMillis(1));
        assertThat(tokens.check("opaque")).isPresent();
        assertThat(tokens.check("another")).isEmpty();
        now.set(now.get().plusMillis(1));
        assertThat(tokens.check("opaque")).isEmpty();
        assertThat(issuer.questions).hasSize(3);
    }

    @Test
    void auth15WhatCannotBeATokenIsNotAskedAbout() {
        for (String token : new String[] {"", "a b", "a\r\nb", "\u00fc", "x".repeat(8 * 1024 + 1)}) {
            assertThat(tokens.check(token)).isEmpty();
        }
        assertThat(issuer.questions).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"active\":\"true\"}", "no", "{\"active\":true,\"exp\":\"soon\"}"})
    void auth5AnAnswerThatMakesNoSenseIsNoWrongToken(String told) {
        issuer.told = told + " ";
        assertThatThrownBy(() -> tokens.check("opaque")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void auth5AnIssuerThatDoesNotKnowThisServerIsNoWrongToken() {
        issuer.status = 401;
        assertThatThrownBy(() -> tokens.check("opaque"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the answer is 401");
        issuer.status = 200;
        issuer.told = GOOD;
        assertThat(tokens.check("opaque")).as("trouble is not remembered").isPresent();
    }

    @Test
    void auth15ASecretThatOthersMayReadIsNotUsed() throws IOException {
        secret("s\n", "rw-r--r--");
        assertThatThrownBy(() -> tokens.check("opaque"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("chmod 600 oauth.secret");
        assertThat(issuer.questions).isEmpty();
    }

    @Test
    void auth15AnAnswerIsBounded() {
        issuer.told = "{\"active\":true,\"x\":\"" + "x".repeat(300 * 1024) + "\"}";
        assertThatThrownBy(() -> tokens.check("opaque"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("octets");
    }

    /** One limit for all of it: an answer whose octets come one at a time would have kept a thread for as long as it liked. */
    @Test
    void auth15AnAnswerThatDoesNotEndIsLeft() {
        issuer.held = new CountDownLatch(1);
        IssuerHttp http = new IssuerHttp(Duration.ofMillis(300));
        assertThatThrownBy(() -> http.post(settings.introspection(), "Basic x", "token=x"))
                .isInstanceOf(IOException.class)
                .hasMessage("no answer within 300 ms");
        issuer.held.countDown();
    }
}
