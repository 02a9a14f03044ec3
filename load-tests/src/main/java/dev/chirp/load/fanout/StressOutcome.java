package dev.chirp.load.fanout;

import java.util.List;

/**
 * What a scenario came to.
 *
 * @param seconds from its beginning to the end of all checks
 * @param deliveries frames that clients got meanwhile
 * @param checked what held, for people
 * @param violations what did not; empty when all did
 */
public record StressOutcome(
        String name, double seconds, long deliveries, List<String> checked, List<String> violations) {}
