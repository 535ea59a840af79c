package ee.qmail.checkpassword;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.OAuth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Checks bearer tokens, JWTs of the issuer in {@code control/oauth} (AUTH-15). Its keys are fetched over HTTP when they are first needed and
 * remembered for 5 minutes, for 4 hours while the issuer does not answer; a key that is not among them makes them be fetched once more, every 30 seconds
 * at most. About a token that is no JWT the issuer is asked, if it tells about such ({@link Introspection}). Safe for use by several threads.
 */
@ApplicationScoped
public class Tokens {
    private static final Logger LOG = Logger.getLogger(Tokens.class.getName());

    /** Signatures with the issuer's private key alone: with the others anybody who knows a public key could sign. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final int CLOCK_SKEW_SECONDS = 60;
    private static final long KEYS_LIVE_MILLIS = 300_000;
    private static final long FETCH_WAIT_MILLIS = 10_000;
    private static final long BETWEEN_FETCHES_MILLIS = 30_000;
    private static final long OUTAGE_MILLIS = 14_400_000;

    /**
     * The keys of one issuer, with the rules for its tokens.
     *
     * @param processor null if it signs none
     * @param introspection null if it is not asked
     */
    private record Issuer(
            OAuth settings, DefaultJWTProcessor<SecurityContext> processor, Introspection introspection) {}

    private final Supplier<Optional<OAuth>> settings;
    private final Path control;
    private final Clock clock;
    private volatile Issuer issuer;

    /** For the container's proxies. */
    protected Tokens() {
        this(Optional::empty, null, null);
    }

    @Inject
    public Tokens(ControlFiles files) {
        this(() -> files.current().oauth(), files.directory(), Clock.systemUTC());
    }

    Tokens(Supplier<Optional<OAuth>> settings, Path control, Clock clock) {
        this.settings = settings;
        this.control = control;
        this.clock = clock;
    }

    /**
     * Checks a token. May wait some seconds for the issuer.
     *
     * @return the address that it is for; empty if it is not good
     * @throws IllegalStateException if that cannot be told, as the issuer does not answer now
     */
    public Optional<String> check(String token) {
        Optional<OAuth> current = settings.get();
        if (current.isEmpty()) {
            return Optional.empty();
        }
        Issuer known = issuer(current.get());
        try {
            if (known.processor() != null && (known.introspection() == null || isSigned(token))) {
                return address(
                        known.processor().process(token, null), current.get().claim());
            }
            Optional<JWTClaimsSet> told = known.introspection().check(token);
            return told.isPresent() ? address(told.get(), current.get().claim()) : Optional.empty();
        } catch (KeySourceException e) {
            throw new IllegalStateException("the keys of " + current.get().issuer() + " cannot be had now", e);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            LOG.log(Level.FINE, "a token is refused", e);
            return Optional.empty();
        }
    }

    private static boolean isSigned(String token) {
        try {
            SignedJWT.parse(token);
            return true;
        } catch (ParseException e) {
            return false; // the issuer may have made it all the same
        }
    }

    private static Optional<String> address(JWTClaimsSet claims, String claim) throws ParseException {
        boolean verified = !claim.equals("email") || isTrue(claims.getClaim("email_verified"));
        return verified ? Optional.ofNullable(claims.getStringClaim(claim)) : Optional.empty();
    }

    /** Some issuers write it as a text. */
    private static boolean isTrue(Object value) {
        return Boolean.TRUE.equals(value) || "true".equals(value);
    }

    private Issuer issuer(OAuth current) {
        Issuer known = issuer;
        if (known == null || !known.settings().equals(current)) {
            IssuerHttp http = new IssuerHttp();
            known = new Issuer(
                    current,
                    current.jwks() == null ? null : processor(current, http),
                    current.introspection() == null ? null : new Introspection(current, http, control, clock));
            issuer = known;
        }
        return known;
    }

    private static DefaultJWTProcessor<SecurityContext> processor(OAuth current, IssuerHttp http) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        // access tokens are marked by some issuers (RFC 9068), and by others not
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys(current, http)));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                current.audience(),
                new JWTClaimsSet.Builder().issuer(current.issuer()).build(),
                Set.of("exp", current.claim()));
        claims.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
        return processor;
    }

    private static JWKSource<SecurityContext> keys(OAuth current, IssuerHttp http) {
        try {
            return JWKSourceBuilder.create(current.jwks().toURL(), http)
                    .cache(KEYS_LIVE_MILLIS, FETCH_WAIT_MILLIS)
                    // else a thread of its own for each issuer
                    .refreshAheadCache(false)
                    .rateLimited(BETWEEN_FETCHES_MILLIS)
                    .outageTolerant(OUTAGE_MILLIS)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("control/oauth was checked when it was read", e);
        }
    }
}
