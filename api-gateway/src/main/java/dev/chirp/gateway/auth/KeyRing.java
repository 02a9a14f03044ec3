package dev.chirp.gateway.auth;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The signing keys at one moment, oldest first. All of them verify; one of them signs.
 *
 * @param keys private keys with {@code iat}, in the order of their making; at least one
 */
record KeyRing(List<ECKey> keys) {

    KeyRing {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("keys: none (expected: at least one)");
        }
    }

    /** The newest key that every verifier has had time to fetch; the very first key has nobody to wait for. */
    ECKey signing(Instant now, Duration lead) {
        return keys.reversed().stream()
                .filter(key -> !madeAt(key).plus(lead).isAfter(now))
                .findFirst()
                .orElse(keys.getFirst());
    }

    boolean needsSuccessor(Instant now, Duration lifetime) {
        return madeAt(keys.getLast()).plus(lifetime).isBefore(now);
    }

    /** The oldest keys, each with a successor that has been signing for longer than any token lives, and a lead more. */
    List<ECKey> outlived(Instant now, Duration lead, Duration tokenLifetime) {
        Instant begunBefore = now.minus(lead).minus(tokenLifetime).minus(lead);
        int outlived = 0;
        while (outlived + 1 < keys.size() && madeAt(keys.get(outlived + 1)).isBefore(begunBefore)) {
            outlived++;
        }
        return keys.subList(0, outlived);
    }

    JWKSet published() {
        return new JWKSet(List.<JWK>copyOf(keys)).toPublicJWKSet();
    }

    static Instant madeAt(ECKey key) {
        return key.getIssueTime() == null ? Instant.EPOCH : key.getIssueTime().toInstant();
    }
}
