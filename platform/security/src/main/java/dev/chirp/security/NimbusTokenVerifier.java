package dev.chirp.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Verifies ES256 access tokens with nimbus-jose-jwt; the processor of that library does the cryptography. A token that was
 * verified is remembered for a minute, so that a client's next requests cost a hash instead of a signature (about 0.8 ms).
 */
public final class NimbusTokenVerifier implements TokenVerifier {
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 10_000;

    /** Parameters of a header by which a token tells where its key is: ours never do. */
    private static final Set<String> KEYS_OF_ITS_OWN = Set.of("jku", "jwk", "x5u", "x5c", "crit");

    /** A longer token is refused before it is parsed. */
    static final int MAX_TOKEN_CHARS = 8 * 1024;

    private final JWKSource<SecurityContext> keys;
    private final Supplier<Mono<Void>> refresh;
    private final VerifiedTokens verified;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /** For keys that are at hand, as in the service that signs; {@code keys} must not block. */
    public NimbusTokenVerifier(JWKSource<SecurityContext> keys, String issuer, String audience, InstantSource clock) {
        this(keys, Mono::empty, issuer, audience, clock, new VerifiedTokens(clock, REMEMBERED, MOST_REMEMBERED));
    }

    /** For keys that another service publishes; {@link #verifyAsync} fetches them once for a token of an unknown key. */
    public NimbusTokenVerifier(JwksKeySource keys, String issuer, String audience, InstantSource clock) {
        this(keys, keys::refresh, issuer, audience, clock, new VerifiedTokens(clock, REMEMBERED, MOST_REMEMBERED));
    }

    /**
     * The same for a service whose clients may all come back at once with tokens that it has seen before.
     *
     * @param remembered how long a token that was verified is believed without its signature
     * @param most how many of them, at most
     */
    public static NimbusTokenVerifier remembering(
            JwksKeySource keys, String issuer, String audience, InstantSource clock, Duration remembered, int most) {
        return new NimbusTokenVerifier(
                keys, keys::refresh, issuer, audience, clock, new VerifiedTokens(clock, remembered, most));
    }

    private NimbusTokenVerifier(
            JWKSource<SecurityContext> keys,
            Supplier<Mono<Void>> refresh,
            String issuer,
            String audience,
            InstantSource clock,
            VerifiedTokens verified) {
        this.keys = keys;
        this.refresh = refresh;
        this.verified = verified;
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, keys));
        processor.setJWTClaimsSetVerifier(new AccessTokenClaims(issuer, audience, clock));
    }

    @Override
    public AccessToken verify(String token) throws InvalidToken {
        AccessToken known = verified.get(token);
        return known != null ? known : remembered(token, parse(token));
    }

    @Override
    public Mono<AccessToken> verifyAsync(String token) {
        return Mono.defer(() -> {
            try {
                AccessToken known = verified.get(token);
                if (known != null) {
                    return Mono.just(known);
                }
                SignedJWT jwt = parse(token);
                Mono<AccessToken> verifying = Mono.fromCallable(() -> remembered(token, jwt));
                return isKeyKnown(jwt.getHeader())
                        ? verifying
                        : refresh.get().onErrorComplete().then(verifying);
            } catch (InvalidToken e) {
                return Mono.error(e);
            }
        });
    }

    private AccessToken remembered(String token, SignedJWT jwt) throws InvalidToken {
        AccessToken fresh = verify(jwt);
        verified.put(token, fresh);
        return fresh;
    }

    private static SignedJWT parse(String token) throws InvalidToken {
        if (token.length() > MAX_TOKEN_CHARS) {
            throw new InvalidToken("token is longer than " + MAX_TOKEN_CHARS + " characters");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!Collections.disjoint(jwt.getHeader().getIncludedParams(), KEYS_OF_ITS_OWN)) {
                throw new InvalidToken("token brings a key of its own");
            }
            return jwt;
        } catch (ParseException | IllegalArgumentException e) {
            throw new InvalidToken("token is not a signed JWT");
        }
    }

    private boolean isKeyKnown(JWSHeader header) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
        try {
            return matcher != null && !keys.get(new JWKSelector(matcher), null).isEmpty();
        } catch (JOSEException e) {
            return false;
        }
    }

    private AccessToken verify(SignedJWT jwt) throws InvalidToken {
        try {
            return accessToken(processor.process(jwt, null));
        } catch (ExpiredJWTException e) {
            throw new InvalidToken("token has expired");
        } catch (BadJOSEException e) {
            throw new InvalidToken("token has a wrong key, signature, type, issuer or audience");
        } catch (JOSEException | ParseException | IllegalArgumentException e) {
            throw new InvalidToken("token has a malformed claim");
        }
    }

    private static AccessToken accessToken(JWTClaimsSet claims) throws ParseException {
        return new AccessToken(
                claims.getLongClaim("user_id"),
                UUID.fromString(claims.getStringClaim("sid")),
                claims.getStringClaim("tenant_id"),
                scopes(claims.getStringClaim("scope")),
                claims.getIssueTime().toInstant(),
                claims.getExpirationTime().toInstant());
    }

    private static Set<String> scopes(String claim) {
        return claim.isBlank() ? Set.of() : Set.of(claim.strip().split(" +"));
    }
}
