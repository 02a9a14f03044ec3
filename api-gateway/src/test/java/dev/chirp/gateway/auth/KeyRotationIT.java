package dev.chirp.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.chirp.embedded.TestServers;
import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestUser;
import dev.chirp.security.JwksKeySource;
import dev.chirp.security.NimbusTokenVerifier;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Two gateways whose keys rotate every few seconds while requests go on. */
class KeyRotationIT {
    private static final int ROTATIONS = 3;
    private static final int TOKENS_IN_USE = 20;

    @Test
    void refusesNotOneRequestWhileKeysRotate() throws Exception {
        Map<String, String> quick = Map.of(
                "chirp.security.keys-dir",
                TestServers.folder().resolve("rotating-" + UUID.randomUUID()).toString(),
                "chirp.security.key-lead",
                "2s",
                "chirp.security.key-lifetime",
                "3s",
                "chirp.security.key-look-every",
                "100ms",
                "chirp.security.access-token-lifetime",
                "60s");
        try (TestGateway one = TestGateway.start(quick);
                TestGateway two = TestGateway.start(quick);
                JwksKeySource fetched = new JwksKeySource(two.uri("/.well-known/jwks.json")).start()) {
            var verifier = new NimbusTokenVerifier(fetched, "chirp-neighbor", "chirp-neighbor", InstantSource.system());
            TestUser user = one.newUser();
            String refresh = user.refreshToken();
            Deque<String> tokens = new ArrayDeque<>();
            Set<String> keys = new HashSet<>();
            int requests = 0;

            while (keys.size() <= ROTATIONS) {
                Answer renewed = (requests % 2 == 0 ? one : two)
                        .postForm(
                                "/api/v1/auth/token", Map.of("grant_type", "refresh_token", "refresh_token", refresh));
                assertThat(renewed.status()).isEqualTo(200);
                refresh = renewed.json().get("refresh_token").asString();
                String token = renewed.json().get("access_token").asString();
                keys.add(SignedJWT.parse(token).getHeader().getKeyID());
                tokens.addLast(token);
                if (tokens.size() > TOKENS_IN_USE) {
                    tokens.removeFirst();
                }
                for (String used : new String[] {tokens.getFirst(), token}) {
                    for (TestGateway gateway : new TestGateway[] {one, two}) {
                        assertThat(gateway.get("/api/v1/devices", "Authorization", "Bearer " + used)
                                        .status())
                                .isEqualTo(200);
                    }
                    assertThat(verifier.verifyAsync(used).toFuture().join().userId())
                            .isEqualTo(user.id());
                }
                requests++;
            }

            assertThat(requests).isGreaterThan(TOKENS_IN_USE);
        }
    }
}
