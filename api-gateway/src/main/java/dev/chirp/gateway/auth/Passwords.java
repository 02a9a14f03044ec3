package dev.chirp.gateway.auth;

import dev.chirp.telemetry.BoundedThreads;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Argon2id with OWASP's second profile (19 MiB, 2 passes, 1 lane), on threads of its own: the number of threads bounds
 * memory and CPU, the queue before them bounds the wait. A full queue ends in RejectedExecutionException.
 */
@Component
final class Passwords implements DisposableBean {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;

    private final Argon2PasswordEncoder argon2 =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, 1, MEMORY_KIB, PASSES);
    private final BoundedThreads threads;
    private final String ofNobody;

    Passwords(SecuritySettings settings, MeterRegistry meters) {
        int number = settings.passwordHashingThreads();
        this.threads = new BoundedThreads(meters, "password", number, number * settings.passwordHashingQueue());
        this.ofNobody = hashNow("the password of nobody");
    }

    Mono<String> hash(String password) {
        return Mono.fromCallable(() -> hashNow(password)).subscribeOn(threads);
    }

    /** Compares; without a stored hash it takes the same time and answers false. */
    Mono<Boolean> matches(String password, @Nullable String storedHash) {
        return Mono.fromCallable(() ->
                        argon2.matches(password, storedHash == null ? ofNobody : storedHash) && storedHash != null)
                .subscribeOn(threads);
    }

    private String hashNow(String password) {
        String hash = argon2.encode(password);
        if (hash == null) {
            throw new IllegalArgumentException("password: null");
        }
        return hash;
    }

    @Override
    public void destroy() {
        threads.dispose();
    }
}
