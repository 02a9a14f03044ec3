package dev.chirp.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.chirp.security.NimbusTokenVerifier;
import dev.chirp.security.TokenVerifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Instances that sign with keys of one folder, and verifiers that fetch them now and then, through many rotations. */
class KeyRotationTest {
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(15);
    private static final int ROTATIONS = 12;
    private static final Duration VERIFIERS_FETCH_EVERY = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private final Time time = new Time(Instant.parse("2026-05-01T00:00:00Z"));

    /** The lead may be shorter than the life of a token; never shorter than what verifiers and instances need to look. */
    @ParameterizedTest
    @CsvSource({"PT15M, PT1H", "PT6M, PT20M", "PT6M, PT7M"})
    void neverMakesAGoodTokenABadOne(Duration lead, Duration lifetime) throws Exception {
        var settings = settings(lead, lifetime);
        List<Instance> instances =
                IntStream.range(0, 3).mapToObj(i -> new Instance(settings)).toList();
        List<Verifier> verifiers =
                IntStream.range(0, 3).mapToObj(i -> new Verifier()).toList();
        Deque<Issued> tokens = new ArrayDeque<>();
        Set<String> keys = new HashSet<>();
        Random random = new Random(7);

        for (long step = ROTATIONS * lifetime.dividedBy(STEP); step > 0; step--) {
            time.now = time.now.plus(STEP);
            for (Instance instance : instances) {
                instance.keys.look();
            }
            for (Verifier verifier : verifiers) {
                verifier.maybeFetch(instances.get(random.nextInt(instances.size())), random);
            }
            Instance signer = instances.get(random.nextInt(instances.size()));
            keys.add(signer.keys.signing().getKeyID());
            tokens.add(new Issued(signer.signer.sign(7, UUID.randomUUID(), "user"), time.now.plus(TOKEN_LIFETIME)));
            tokens.removeIf(token -> !token.expires.isAfter(time.now));
            for (Verifier verifier : verifiers) {
                verifier.tokens.verify(tokens.getFirst().text);
                verifier.tokens.verify(tokens.getLast().text);
            }
        }

        assertThat(keys.size()).isGreaterThan(ROTATIONS - 4);
        assertThat(instances.getFirst().keys.published().getKeys().size()).isLessThan(8);
    }

    private record Issued(String text, Instant expires) {}

    private static final class Time implements InstantSource {
        private Instant now;

        Time(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final class Instance {
        private final SigningKeys keys;
        private final TokenSigner signer;

        Instance(SecuritySettings settings) {
            this.keys = new SigningKeys(settings, time);
            this.signer = new TokenSigner(keys, settings, "default", time);
        }
    }

    /** Knows what it fetched last, at most {@link #VERIFIERS_FETCH_EVERY} ago. */
    private final class Verifier {
        private JWKSet known = new JWKSet();
        private Instant fetchAt = Instant.MIN;
        private final JWKSource<SecurityContext> source = (selector, context) -> selector.select(known);
        private final TokenVerifier tokens = new NimbusTokenVerifier(source, "chirp-neighbor", "chirp-neighbor", time);

        void maybeFetch(Instance from, Random random) {
            if (!time.now.isBefore(fetchAt)) {
                known = from.keys.published();
                fetchAt = time.now.plus(VERIFIERS_FETCH_EVERY.minusSeconds(random.nextInt(60)));
            }
        }
    }

    private SecuritySettings settings(Duration lead, Duration lifetime) {
        return new SecuritySettings(
                "chirp-neighbor",
                "chirp-neighbor",
                folder,
                TOKEN_LIFETIME,
                Duration.ofDays(30),
                lead,
                lifetime,
                STEP,
                1,
                1);
    }
}
