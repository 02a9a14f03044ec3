package dev.chirp.cli.client;

import java.time.Duration;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A capture as one line for people. */
final class CaptureLine {
    private CaptureLine() {}

    /** For example {@code robin.wav: American Robin (Turdus migratorius), 92 %, in 0.4 s}. */
    static String of(JsonNode capture, Duration took) {
        return String.format(
                Locale.ROOT,
                "%s: %s, in %.1f s",
                capture.path("filename")
                        .asString("capture " + capture.path("id").asLong()),
                outcome(capture),
                took.toMillis() / 1_000.0);
    }

    /** What became of a capture. */
    static String outcome(JsonNode capture) {
        JsonNode bird = capture.path("bird");
        if (bird.isObject()) {
            return String.format(
                    Locale.ROOT,
                    "%s (%s), %.0f %%",
                    bird.path("common_name").asString(),
                    bird.path("scientific_name").asString(),
                    100 * capture.path("confidence").asDouble());
        }
        if (capture.path("status").asString().equals("failed")) {
            return "failed, " + capture.path("error").path("detail").asString("for no known reason");
        }
        return switch (capture.path("verdict").asString("")) {
            case "unsure" -> "a bird, but which one is not certain";
            case "no_bird" -> "no bird";
            default -> capture.path("status").asString();
        };
    }
}
