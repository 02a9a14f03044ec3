package dev.chirp.gatling;

import dev.chirp.load.client.Recordings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the benchmark asks for, as system properties {@code chirp.load.*}.
 *
 * @param url of the service
 * @param answers file to which each answer is written
 * @param tokens of the users; none where nobody signs in
 * @param seed another one, other recordings
 * @param users who are there at once, in a closed load
 * @param perSecond requests, in an open load
 * @param warmUp whose answers are told apart
 * @param measured after it
 */
record Settings(
        String url,
        Path answers,
        List<Map<String, Object>> tokens,
        int seed,
        int users,
        double perSecond,
        Duration warmUp,
        Duration measured) {
    static final String TOKEN = "token";

    private static final double SECONDS = 9;
    private static final int SAMPLE_RATE = 32_000;

    static Settings read() {
        return new Settings(
                property("url", ""),
                Path.of(property("answers", "answers.csv")),
                tokens(property("tokens", "")),
                Integer.parseInt(property("seed", "1")),
                Integer.parseInt(property("users", "1")),
                Double.parseDouble(property("per-second", "1")),
                Duration.parse(property("warm-up", "PT0S")),
                Duration.parse(property("measured", "PT10S")));
    }

    /** Of which no two have the same bytes, in no two runs with different seeds. */
    Recordings recordings() {
        return new Recordings(SECONDS, SAMPLE_RATE, seed);
    }

    Duration total() {
        return warmUp.plus(measured);
    }

    private static String property(String name, String otherwise) {
        return System.getProperty("chirp.load." + name, otherwise);
    }

    private static List<Map<String, Object>> tokens(String file) {
        if (file.isEmpty()) {
            return List.of();
        }
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .map(token -> Map.<String, Object>of(TOKEN, token))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
