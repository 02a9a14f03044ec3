package dev.chirp.gateway.limit;

import dev.chirp.limits.Limit;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The limits of this service. Those of users are the platform's; tests and benchmarks use more users instead of more
 * for one.
 *
 * @param instancePerSecond requests that this instance takes
 * @param addressPerMinute changes without a token of one address: signing up, signing in, renewing
 * @param signInFailuresPerMinute wrong passwords for one name from one address
 * @param redisTimeout how long an answer of Redis is waited for
 */
@ConfigurationProperties("chirp.limits")
record LimitSettings(int instancePerSecond, int addressPerMinute, int signInFailuresPerMinute, Duration redisTimeout) {

    Limit instance() {
        return new Limit("instance", instancePerSecond, instancePerSecond, Duration.ofSeconds(1));
    }

    Limit address() {
        return Limit.perMinute("address", addressPerMinute, addressPerMinute);
    }

    Limit signInFailures() {
        return Limit.perMinute("sign-in", signInFailuresPerMinute, signInFailuresPerMinute);
    }
}
