package dev.chirp.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * The ES256 keys in {@code chirp.security.keys-dir}, shared by all instances: made on the first start, looked at again
 * at intervals, succeeded when they are old. Reading the current set never blocks.
 */
@Component
final class SigningKeys implements JWKSource<SecurityContext>, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    private static final String FILES = "signing-*.jwk";
    private final SecuritySettings settings;
    private final KeyFolder folder;
    private final InstantSource clock;
    private volatile KeyRing ring;
    private @Nullable Disposable looking;

    SigningKeys(SecuritySettings settings, InstantSource clock) {
        this.settings = settings;
        this.folder = new KeyFolder(settings.keysDir());
        this.clock = clock;
        this.ring = load();
    }

    ECKey signing() {
        return ring.signing(clock.instant(), settings.keyLead());
    }

    JWKSet published() {
        return ring.published();
    }

    /** A secret that is not for signing tokens, 32 bytes, the same in every instance. */
    byte[] secret(String name) {
        try {
            return folder.readOrCreate(name + ".secret", () -> {
                byte[] secret = new byte[32];
                new SecureRandom().nextBytes(secret);
                return secret;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        return selector.select(published());
    }

    @Override
    public void start() {
        looking = Flux.interval(settings.keyLookEvery(), Schedulers.boundedElastic())
                .onBackpressureDrop()
                .concatMap(tick -> Flux.defer(() -> Flux.just(look())).onErrorResume(this::keepWhatWeHave), 1)
                .subscribe(
                        found -> {},
                        failure -> log.atError().setCause(failure).log("Signing keys are no longer watched"));
    }

    private Flux<KeyRing> keepWhatWeHave(Throwable failure) {
        log.atWarn().setCause(failure).log("Signing keys cannot be read");
        return Flux.empty();
    }

    /** Takes over what the folder holds now; blocks on the file system. */
    KeyRing look() {
        KeyRing found = load();
        ring = found;
        return found;
    }

    private KeyRing load() {
        try {
            List<String> names = folder.names(FILES);
            if (names.isEmpty() || read(names).needsSuccessor(clock.instant(), settings.keyLifetime())) {
                int number = names.isEmpty() ? 1 : numberOf(names.getLast()) + 1;
                folder.readOrCreate("signing-%06d.jwk".formatted(number), this::generate);
                names = folder.names(FILES);
            }
            KeyRing found = read(names);
            int outlived = found.outlived(clock.instant(), settings.keyLead(), settings.accessTokenLifetime())
                    .size();
            for (int i = 0; i < outlived; i++) {
                folder.delete(names.get(i));
            }
            return found;
        } catch (IOException | ParseException e) {
            throw new IllegalStateException("Signing keys cannot be read from " + settings.keysDir(), e);
        }
    }

    private KeyRing read(List<String> names) throws IOException, ParseException {
        List<ECKey> keys = new ArrayList<>();
        for (String name : names) {
            keys.add(ECKey.parse(new String(folder.read(name), StandardCharsets.UTF_8)));
        }
        return new KeyRing(keys);
    }

    private static int numberOf(String name) {
        return Integer.parseInt(name.substring("signing-".length(), name.length() - ".jwk".length()));
    }

    private byte[] generate() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyID(UUID.randomUUID().toString())
                    .issueTime(Date.from(clock.instant()))
                    .generate()
                    .toJSONString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JOSEException e) {
            throw new IllegalStateException("This JVM has no P-256", e);
        }
    }

    @Override
    public void stop() {
        if (looking != null) {
            looking.dispose();
            looking = null;
        }
    }

    @Override
    public boolean isRunning() {
        return looking != null;
    }
}
