package dev.chirp.gateway.auth;

import dev.chirp.gateway.request.Caller;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** Addresses that an {@code <audio>} or {@code <img>} element can load without a header: signed, good for five minutes. */
@Component
public final class MediaLinks {
    /** What the bearer of a signed address may do: load that one address. */
    static final String SCOPE = "media";

    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final String ALGORITHM = "HmacSHA256";
    private final SecretKeySpec key;
    private final InstantSource clock;

    MediaLinks(SigningKeys keys, InstantSource clock) {
        this.key = new SecretKeySpec(keys.secret("media"), ALGORITHM);
        this.clock = clock;
    }

    /** A signed address and when it stops working. */
    public record Link(String url, Instant expiresAt) {}

    /** Signs a path on behalf of the user who may read it. */
    public Link sign(String path, long userId) {
        long expires = clock.instant().plus(LIFETIME).getEpochSecond();
        return new Link(
                path + "?user=" + userId + "&expires=" + expires + "&signature=" + signature(path, userId, expires),
                Instant.ofEpochSecond(expires));
    }

    /** Who signed this request's address; empty when it is not signed, changed or too old. */
    Optional<Caller> caller(ServerHttpRequest request) {
        var query = request.getQueryParams();
        String signature = query.getFirst("signature");
        Long user = number(query.getFirst("user"));
        Long expires = number(query.getFirst("expires"));
        if (signature == null || user == null || expires == null) {
            return Optional.empty();
        }
        String expected = signature(request.getPath().value(), user, expires);
        boolean genuine = MessageDigest.isEqual(
                signature.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
        return genuine && clock.instant().getEpochSecond() < expires
                ? Optional.of(new Caller(user, Set.of(SCOPE)))
                : Optional.empty();
    }

    private String signature(String path, long userId, long expires) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] tag = mac.doFinal((path + "\n" + userId + "\n" + expires).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no " + ALGORITHM, e);
        }
    }

    private static @Nullable Long number(@Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
