package dev.chirp.gateway.auth;

import dev.chirp.gateway.problem.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Opens the first account with scope {@code ops} at start, as configured, unless it is there; waits for the database.
 * The service is not ready before.
 */
@Component
final class BootstrapUser implements SmartLifecycle, HealthIndicator {
    private static final Logger log = LoggerFactory.getLogger(BootstrapUser.class);
    private static final String SCOPE = "user ops";
    private final Accounts accounts;
    private final Settings settings;
    private @Nullable Disposable opening;
    private volatile boolean there;

    BootstrapUser(Accounts accounts, Settings settings) {
        this.accounts = accounts;
        this.settings = settings;
    }

    /** {@code chirp.bootstrap}: both or nothing. */
    @ConfigurationProperties("chirp.bootstrap")
    record Settings(@Nullable String opsUser, @Nullable String opsPassword) {
        @Override
        public String toString() {
            return "Settings[" + opsUser + "]";
        }
    }

    @Override
    public void start() {
        String name = settings.opsUser();
        if (name == null || name.isBlank()) {
            there = true;
            return;
        }
        SignUp signUp = new SignUp(name, name + "@localhost", settings.opsPassword());
        if (!signUp.errors().isEmpty()) {
            throw new IllegalStateException(
                    "chirp.bootstrap: " + signUp.errors().getFirst());
        }
        opening = accounts.named(name)
                .hasElement()
                .flatMap(exists -> exists ? Mono.<Account>empty() : accounts.open(signUp, SCOPE))
                // Another instance was first.
                .onErrorResume(ProblemException.class, taken -> Mono.empty())
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(500)).maxBackoff(Duration.ofSeconds(5)))
                .subscribe(
                        account -> log.atInfo()
                                .addKeyValue("user_id", account.requiredId())
                                .log("Ops account opened"),
                        failure -> log.atError().setCause(failure).log("Ops account cannot be opened"),
                        () -> there = true);
    }

    @Override
    public Health health() {
        return there
                ? Health.up().build()
                : Health.outOfService()
                        .withDetail("reason", "the ops account is not there yet")
                        .build();
    }

    @Override
    public void stop() {
        if (opening != null) {
            opening.dispose();
            opening = null;
        }
    }

    @Override
    public boolean isRunning() {
        return opening != null;
    }
}
