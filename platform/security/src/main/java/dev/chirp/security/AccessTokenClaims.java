package dev.chirp.security;

import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The claims that every access token carries, and their check against issuer, audience and time. */
final class AccessTokenClaims extends DefaultJWTClaimsVerifier<SecurityContext> {
    static final Set<String> REQUIRED = Set.of("sub", "user_id", "tenant_id", "sid", "iat", "exp", "scope");

    /** How far the clocks of two services may differ. */
    static final int MAX_SKEW_SECONDS = 5;

    private final InstantSource clock;

    AccessTokenClaims(String issuer, String audience, InstantSource clock) {
        super(audience, new JWTClaimsSet.Builder().issuer(issuer).build(), REQUIRED);
        this.clock = clock;
        setMaxClockSkew(MAX_SKEW_SECONDS);
    }

    /** A token that will be issued is not valid yet, whether it says so or not. */
    @Override
    public void verify(JWTClaimsSet claims, @Nullable SecurityContext context) throws BadJWTException {
        super.verify(claims, context);
        if (claims.getIssueTime().toInstant().isAfter(clock.instant().plusSeconds(MAX_SKEW_SECONDS))) {
            throw new BadJWTException("JWT issued in the future");
        }
    }

    @Override
    protected Date currentTime() {
        return Date.from(clock.instant());
    }
}
