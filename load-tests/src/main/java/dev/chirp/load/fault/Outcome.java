package dev.chirp.load.fault;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a scenario came to.
 *
 * @param faultTime from the beginning of the load to its end
 * @param refused uploads that were not accepted, those included whose connection was cut
 * @param longestSilence between two acknowledgements, of ten uploads a second
 * @param drainTime from the last answer until nothing was on its way
 * @param duplicates copies of events that the topics got meanwhile
 * @param footprint afterwards, for people
 * @param violations of what must hold; empty when all does
 */
public record Outcome(
        String name,
        String fault,
        Duration faultTime,
        int acknowledged,
        int refused,
        Duration longestSilence,
        Duration drainTime,
        long duplicates,
        String footprint,
        List<String> violations) {

    public boolean passed() {
        return violations.isEmpty();
    }

    /** One line for people. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%-36s %5.0f s, %5d acknowledged, %4d refused, none for %4.1f s, drained in %5.1f s, %4d copies: %s",
                name,
                faultTime.toMillis() / 1_000.0,
                acknowledged,
                refused,
                longestSilence.toMillis() / 1_000.0,
                drainTime.toMillis() / 1_000.0,
                duplicates,
                passed() ? "nothing lost" : violations.size() + " VIOLATIONS");
    }
}
