package dev.chirp.gateway.auth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;

/** How a client names itself: by HTTP Basic or in the form (RFC 6749 §2.3.1). */
record ClientCredentials(UUID clientId, String secret) {
    private static final String BASIC = "basic ";

    /** Empty when there are none, or none that could be right. */
    static Optional<ClientCredentials> of(HttpHeaders headers, MultiValueMap<String, String> form) {
        String authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())
                ? ofBasic(authorization.substring(BASIC.length()).strip())
                : of(form.getFirst("client_id"), form.getFirst("client_secret"));
    }

    /** Both parts are form-encoded before they are joined. */
    private static Optional<ClientCredentials> ofBasic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : of(decoded(pair.substring(0, colon)), decoded(pair.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }

    private static Optional<ClientCredentials> of(@Nullable String id, @Nullable String secret) {
        try {
            return id == null || secret == null
                    ? Optional.empty()
                    : Optional.of(new ClientCredentials(UUID.fromString(id), secret));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "ClientCredentials[" + clientId + "]";
    }
}
