package ee.qmail.checkpassword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final String ANA = "ana@example.org";

    private TokenIssuer issuer;
    private Tokens tokens;

    @BeforeEach
    void start() throws IOException {
        issuer = new TokenIssuer();
        tokens = new Tokens(() -> Optional.of(issuer.settings()), null, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private static Date inSeconds(long seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private void isWrong(JWTClaimsSet.Builder claims) {
        assertThat(tokens.check(TokenIssuer.sign(claims.build()))).isEmpty();
    }

    @Test
    void auth15AGoodTokenTellsItsUser() {
        assertThat(tokens.check(TokenIssuer.sign(TokenIssuer.claims().build()))).contains(ANA);
        assertThat(tokens.check(TokenIssuer.sign(TokenIssuer.claims()
                        .audience(List.of("other", "mail"))
                        .claim("email_verified", "true")
                        .build())))
                .contains(ANA);
        for (JOSEObjectType type : new JOSEObjectType[] {null, new JOSEObjectType("at+jwt")}) {
            assertThat(tokens.check(TokenIssuer.sign(
                            TokenIssuer.KEY, type, TokenIssuer.claims().build())))
                    .contains(ANA);
        }
        assertThat(issuer.fetches).as("the keys are remembered").hasValue(1);
    }

    @Test
    void auth15TheClaimsMustBeThoseOfControlOauth() {
        isWrong(TokenIssuer.claims().issuer("https://id.example.com"));
        isWrong(TokenIssuer.claims().issuer(null));
        isWrong(TokenIssuer.claims().audience("other"));
        isWrong(TokenIssuer.claims().audience((String) null));
        isWrong(TokenIssuer.claims().claim("email", null));
        isWrong(TokenIssuer.claims().claim("email", 7));
        isWrong(TokenIssuer.claims().claim("email_verified", false));
        isWrong(TokenIssuer.claims().claim("email_verified", null));
        assertThat(tokens.check(TokenIssuer.sign(
                        TokenIssuer.KEY,
                        new JOSEObjectType("logout+jwt"),
                        TokenIssuer.claims().build())))
                .isEmpty();
    }

    @Test
    void auth15AMinuteOfDifferenceBetweenClocksIsAllowed() {
        assertThat(tokens.check(TokenIssuer.sign(
                        TokenIssuer.claims().expirationTime(inSeconds(-50)).build())))
                .contains(ANA);
        isWrong(TokenIssuer.claims().expirationTime(inSeconds(-70)));
        isWrong(TokenIssuer.claims().expirationTime(null));
        isWrong(TokenIssuer.claims().notBeforeTime(inSeconds(70)));
        assertThat(tokens.check(TokenIssuer.sign(
                        TokenIssuer.claims().notBeforeTime(inSeconds(50)).build())))
                .contains(ANA);
    }

    @Test
    void auth15AnotherClaimNeedsNoVerifiedAddress() {
        tokens = new Tokens(() -> Optional.of(issuer.settings("claim:upn")), null, Clock.systemUTC());
        JWTClaimsSet claims = TokenIssuer.claims()
                .claim("email_verified", null)
                .claim("upn", "bob@example.org")
                .build();
        assertThat(tokens.check(TokenIssuer.sign(claims))).contains("bob@example.org");
        isWrong(TokenIssuer.claims());
    }

    @Test
    void auth15OnlyTheIssuerSigns() throws JOSEException {
        JWTClaimsSet claims = TokenIssuer.claims().build();
        assertThat(tokens.check(new PlainJWT(claims).serialize()))
                .as("alg none")
                .isEmpty();

        SignedJWT withPublicKey = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), claims);
        withPublicKey.sign(new MACSigner(TokenIssuer.KEY.toRSAPublicKey().getEncoded()));
        assertThat(tokens.check(withPublicKey.serialize())).isEmpty();

        RSAKey same = TokenIssuer.key("first");
        assertThat(tokens.check(TokenIssuer.sign(same, JOSEObjectType.JWT, claims)))
                .isEmpty();

        String good = TokenIssuer.sign(claims);
        String[] parts = good.split("\\.");
        String other = TokenIssuer.sign(
                TokenIssuer.claims().claim("email", "bob@example.org").build());
        assertThat(tokens.check(parts[0] + "." + other.split("\\.")[1] + "." + parts[2]))
                .isEmpty();
        for (String malformed :
                new String[] {"", ".", "..", "a.b.c", "x", parts[0] + "." + parts[1] + ".", "a.b.c.d.e"}) {
            assertThat(tokens.check(malformed)).as(malformed).isEmpty();
        }
    }

    @Test
    void auth15EllipticCurvesAreKnownToo() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        issuer.keys =
                new JWKSet(List.<JWK>of(TokenIssuer.KEY, key)).toPublicJWKSet().toString();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(),
                TokenIssuer.claims().build());
        token.sign(new ECDSASigner(key));
        assertThat(tokens.check(token.serialize())).contains(ANA);
    }

    @Test
    void auth15AKeyThatNobodyKnowsMakesTheKeysBeFetchedOnce() {
        JWTClaimsSet claims = TokenIssuer.claims().build();
        tokens.check(TokenIssuer.sign(claims));
        RSAKey unknown = TokenIssuer.key("unknown");
        String token = TokenIssuer.sign(unknown, JOSEObjectType.JWT, claims);
        for (int i = 0; i < 20; i++) {
            try {
                assertThat(tokens.check(token)).isEmpty();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("cannot be had now");
            }
        }
        assertThat(issuer.fetches).hasValueLessThanOrEqualTo(3);
        assertThat(tokens.check(TokenIssuer.sign(claims))).contains(ANA);
    }

    @Test
    void auth15NewKeysAreFound() {
        JWTClaimsSet claims = TokenIssuer.claims().build();
        tokens.check(TokenIssuer.sign(claims));
        RSAKey next = TokenIssuer.key("next");
        issuer.keys =
                new JWKSet(List.<JWK>of(TokenIssuer.KEY, next)).toPublicJWKSet().toString();
        assertThat(tokens.check(TokenIssuer.sign(next, JOSEObjectType.JWT, claims)))
                .contains(ANA);
    }

    @Test
    void auth5AnIssuerThatIsDownIsNoWrongToken() {
        issuer.status = 500;
        String token = TokenIssuer.sign(TokenIssuer.claims().build());
        assertThatThrownBy(() -> tokens.check(token)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void auth15WhatTheIssuerServesIsBounded() {
        issuer.keys = "{\"keys\":[]," + "\"x\":\"" + "x".repeat(300 * 1024) + "\"}";
        String token = TokenIssuer.sign(TokenIssuer.claims().build());
        assertThatThrownBy(() -> tokens.check(token)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void auth15WithoutControlOauthNoTokenIsGood() {
        tokens = new Tokens(Optional::empty, null, Clock.systemUTC());
        assertThat(tokens.check(TokenIssuer.sign(TokenIssuer.claims().build()))).isEmpty();
        assertThat(issuer.fetches).hasValue(0);
    }
}
