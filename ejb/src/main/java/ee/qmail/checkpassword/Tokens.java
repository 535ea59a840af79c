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
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.OAuth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Checks bearer tokens, JWTs of the issuer in {@code control/oauth} (AUTH-15). Its keys are fetched over HTTP when they are first needed and
 * remembered for 5 minutes, for 4 hours while the issuer does not answer; a key that is not among them makes them be fetched once more, every 30 seconds
 * at most. Safe for use by several threads.
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
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 3_000;
    private static final int MAX_KEYS_OCTETS = 256 * 1024;
    private static final long KEYS_LIVE_MILLIS = 300_000;
    private static final long FETCH_WAIT_MILLIS = 10_000;
    private static final long BETWEEN_FETCHES_MILLIS = 30_000;
    private static final long OUTAGE_MILLIS = 14_400_000;

    /** The keys of one issuer, with the rules for its tokens. */
    private record Issuer(OAuth settings, DefaultJWTProcessor<SecurityContext> processor) {}

    private final Supplier<Optional<OAuth>> settings;
    private volatile Issuer issuer;

    /** For the container's proxies. */
    protected Tokens() {
        this(Optional::empty);
    }

    @Inject
    public Tokens(ControlFiles files) {
        this(() -> files.current().oauth());
    }

    Tokens(Supplier<Optional<OAuth>> settings) {
        this.settings = settings;
    }

    /**
     * Checks a token. May wait some seconds for the issuer's keys.
     *
     * @return the address that it is for; empty if it is not good
     * @throws IllegalStateException if that cannot be told, as the keys cannot be had now
     */
    public Optional<String> check(String token) {
        Optional<OAuth> current = settings.get();
        if (current.isEmpty()) {
            return Optional.empty();
        }
        try {
            JWTClaimsSet claims = issuer(current.get()).processor().process(token, null);
            return address(claims, current.get().claim());
        } catch (KeySourceException e) {
            throw new IllegalStateException("the keys of " + current.get().issuer() + " cannot be had now", e);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            LOG.log(Level.FINE, "a token is refused", e);
            return Optional.empty();
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
            known = new Issuer(current, processor(current));
            issuer = known;
        }
        return known;
    }

    private static DefaultJWTProcessor<SecurityContext> processor(OAuth current) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        // access tokens are marked by some issuers (RFC 9068), and by others not
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys(current)));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                current.audience(),
                new JWTClaimsSet.Builder().issuer(current.issuer()).build(),
                Set.of("exp", current.claim()));
        claims.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
        return processor;
    }

    private static JWKSource<SecurityContext> keys(OAuth current) {
        DefaultResourceRetriever http = new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_KEYS_OCTETS);
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
