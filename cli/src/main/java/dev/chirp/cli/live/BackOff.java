package dev.chirp.cli.live;

import java.time.Duration;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/**
 * How long to wait before coming back: anything up to a ceiling that doubles with each failure ("full jitter"), so that
 * clients which were lost together do not return together.
 *
 * @param maxAttempts quick ones in an outage; later ones are a minute apart
 */
record BackOff(long minMillis, long maxMillis, long jitterMillis, int maxAttempts) {
    /** Until the server advertises its own. */
    static final BackOff INITIAL = new BackOff(500, 20_000, 500, 5);

    static final Duration SLOW = Duration.ofSeconds(60);
    private static final int MAX_DOUBLINGS = 30;

    /** What the frame {@code connected} says; what it leaves out stays as it is. */
    BackOff advertised(JsonNode reconnect) {
        return new BackOff(
                reconnect.path("min_ms").asLong(minMillis),
                reconnect.path("max_ms").asLong(maxMillis),
                reconnect.path("jitter_ms").asLong(jitterMillis),
                reconnect.path("max_attempts").asInt(maxAttempts));
    }

    /** In milliseconds; {@code failures} counts those of this outage, from 1. */
    long waitMillis(int failures, RandomGenerator random) {
        long jitter = upTo(jitterMillis, random);
        if (failures > maxAttempts) {
            return SLOW.toMillis() + jitter;
        }
        return upTo(Math.min(maxMillis, minMillis << Math.min(failures - 1, MAX_DOUBLINGS)), random) + jitter;
    }

    private static long upTo(long ceiling, RandomGenerator random) {
        return (long) (random.nextDouble() * ceiling);
    }
}
