package dev.chirp.security;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * The verified claims of an access token.
 *
 * @param sessionId claim {@code sid}: the family of refresh tokens that one sign-in began
 * @param tenantId the organisation of this deployment
 */
public record AccessToken(
        long userId, UUID sessionId, String tenantId, Set<String> scopes, Instant issuedAt, Instant expiresAt) {

    public boolean hasScope(String scope) {
        return scopes.contains(scope);
    }
}
