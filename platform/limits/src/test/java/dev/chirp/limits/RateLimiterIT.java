package dev.chirp.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.RedisServer;
import dev.chirp.embedded.RedisSettings;
import dev.chirp.embedded.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Instances that share a Redis, which goes away and freezes. */
class RateLimiterIT {
    /** So slow that a bucket does not fill up while a test runs. */
    private static final Limit LIMIT = new Limit("test", 10, 10, Duration.ofHours(1));

    private static final Duration PATIENT = Duration.ofSeconds(5);
    private static final Duration QUICK = Duration.ofMillis(50);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final String subject = UUID.randomUUID().toString();

    @Test
    void sharesOneBudgetBetweenInstances() {
        String redis = TestServers.redis().url();
        try (RateLimiter one = started(redis, PATIENT);
                RateLimiter two = started(redis, PATIENT)) {
            List<Decision> decisions = IntStream.range(0, 24)
                    .parallel()
                    .mapToObj(i -> take(i % 2 == 0 ? one : two))
                    .toList();

            assertThat(decisions).noneMatch(Decision::degraded);
            assertThat(decisions.stream().filter(Decision::allowed)).hasSize(10);
        }
        assertThat(meters.counter("limits.decisions", "limit", "test", "decision", "allowed")
                        .count())
                .isGreaterThanOrEqualTo(10);
        assertThat(meters.counter("limits.decisions", "limit", "test", "decision", "refused")
                        .count())
                .isEqualTo(14);
    }

    @Test
    void forgetsABucketThatWouldBeFull() {
        String redis = TestServers.redis().url();
        Limit quick = new Limit("quick", 10, 10, Duration.ofMillis(100));
        try (RateLimiter limiter = started(redis, PATIENT);
                var client = io.lettuce.core.RedisClient.create(redis);
                var connection = client.connect()) {
            assertThat(limiter.take(quick, subject, 10).toFuture().join().allowed())
                    .isTrue();

            assertThat(connection.sync().pttl("chirp:limit:quick:" + subject)).isBetween(1L, 11_000L);
        }
    }

    @Test
    void decidesAloneWhileRedisIsAway() throws IOException {
        RedisServer redis =
                RedisServer.start(new RedisSettings(TestServers.folder().resolve("redis-away"), 0));
        int port = redis.port();
        try (RateLimiter limiter = started(redis.url(), PATIENT)) {
            redis.close();

            List<Decision> alone =
                    IntStream.range(0, 12).mapToObj(i -> take(limiter)).toList();

            assertThat(alone).allMatch(Decision::degraded);
            assertThat(alone.stream().filter(Decision::allowed)).hasSize(10);
            assertThat(meters.counter("limits.decisions", "limit", "test", "decision", "degraded")
                            .count())
                    .isEqualTo(12);

            redis = RedisServer.start(new RedisSettings(TestServers.folder().resolve("redis-away"), port));
            awaitUntil(() -> !take(limiter).degraded());
        } finally {
            redis.close();
        }
    }

    @Test
    void startsWithoutRedis() {
        try (RateLimiter limiter = new RateLimiter("redis://127.0.0.1:1", QUICK, meters)) {
            limiter.start();

            assertThat(take(limiter)).matches(Decision::degraded).matches(Decision::allowed);
        }
    }

    @Test
    void opensItsBreakerWhileRedisIsSilent() throws Exception {
        RedisServer redis =
                RedisServer.start(new RedisSettings(TestServers.folder().resolve("redis-frozen"), 0));
        try (RateLimiter limiter = started(redis.url(), QUICK)) {
            awaitUntil(() -> !take(limiter).degraded());
            signal("STOP", redis.pid());

            awaitUntil(() -> {
                assertThat(take(limiter).degraded()).isTrue();
                return breaker() == 2;
            });

            signal("CONT", redis.pid());
            awaitUntil(() -> !take(limiter).degraded() && breaker() == 0);
        } finally {
            signal("CONT", redis.pid());
            redis.close();
        }
    }

    /** Who is refused or charged without Redis is not charged by it as well. */
    @Test
    void givesBackWhatIsDecidedTooLate() throws Exception {
        RedisServer redis =
                RedisServer.start(new RedisSettings(TestServers.folder().resolve("redis-late"), 0));
        try (RateLimiter limiter = started(redis.url(), QUICK)) {
            awaitUntil(() -> !take(limiter).degraded());
            signal("STOP", redis.pid());
            assertThat(take(limiter).degraded()).isTrue();
            assertThat(take(limiter).degraded()).isTrue();
            signal("CONT", redis.pid());

            try (RateLimiter another = started(redis.url(), PATIENT)) {
                awaitUntil(
                        () -> another.take(LIMIT, subject, 9).toFuture().join().allowed());
                assertThat(take(another).allowed()).isFalse();
            }
        } finally {
            signal("CONT", redis.pid());
            redis.close();
        }
    }

    private double breaker() {
        return meters.get("limits.redis.breaker").gauge().value();
    }

    private Decision take(RateLimiter limiter) {
        return limiter.take(LIMIT, subject, 1).toFuture().join();
    }

    private RateLimiter started(String redis, Duration timeout) {
        RateLimiter limiter = new RateLimiter(redis, timeout, meters);
        limiter.start();
        Limit other = new Limit("other", 1_000_000, 1_000_000, Duration.ofSeconds(1));
        awaitUntil(() -> !limiter.take(other, subject, 1).toFuture().join().degraded());
        return limiter;
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }

    private static void awaitUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
