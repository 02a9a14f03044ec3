package dev.chirp.load.bench;

import dev.chirp.load.gatling.Answers;
import dev.chirp.load.gatling.GatlingRun;
import dev.chirp.load.measure.Latencies;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Users who upload a distinct 9 s 32 kHz WAV every 5 s with everything running. */
final class LoadUploads {
    private static final int ACCEPTED = 202;

    private LoadUploads() {}

    static void measure(Session session, List<Figure> figures) throws Exception {
        int users = session.full() ? 200 : 20;
        Duration warmUp = Duration.ofSeconds(session.full() ? 90 : 20);
        Duration measured = Duration.ofSeconds(session.full() ? 120 : 30);
        try (LoadSite site = new LoadSite(session, "uploads", users)) {
            session.say(
                    "%d users upload 9 s of 32 kHz every 5 s for %d s, after %d s to warm up",
                    users, measured.toSeconds(), warmUp.toSeconds());
            GatlingRun run = site.play("Uploads", Map.of("users", users, "warm-up", warmUp, "measured", measured));
            Answers answers = run.answers();
            Latencies latencies = answers.latencies(ACCEPTED);
            figures.add(Figure.atLeast("uploads: answered 202", "count", (double) latencies.count(), 1));
            figures.add(Figure.below("uploads: to 202, median", "ms", latencies.percentile(50), 150));
            figures.add(Figure.below("uploads: to 202, p95", "ms", latencies.percentile(95), 300));
            figures.add(Figure.below("uploads: answers 503", "count", (double) answers.count(503), 1));
            figures.add(Figure.below(
                    "uploads: other failures",
                    "count",
                    (double) answers.count(answer -> answer.status() != ACCEPTED && answer.status() != 503),
                    1));
            site.nothingLost(answers.captures(), figures);
        }
    }
}
