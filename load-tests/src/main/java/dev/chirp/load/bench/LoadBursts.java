package dev.chirp.load.bench;

import dev.chirp.load.gatling.Answers;
import dev.chirp.load.gatling.GatlingRun;
import dev.chirp.load.measure.Latencies;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Uploads that come ten times as fast for 5 s of each 30 s: what is not accepted is told when to come back, and what is
 * accepted is not lost.
 */
final class LoadBursts {
    private static final int ACCEPTED = 202;

    private LoadBursts() {}

    static void measure(Session session, List<Figure> figures) throws Exception {
        // Within what one user may upload, so that 429 is an exception.
        int users = session.full() ? 200 : 60;
        int perSecond = session.full() ? 6 : 2;
        Duration warmUp = Duration.ofSeconds(20);
        Duration measured = Duration.ofSeconds(session.full() ? 180 : 60);
        try (LoadSite site = new LoadSite(session, "bursts", users)) {
            session.say(
                    "%d uploads/s, %d/s for 5 s of each 30 s, for %d s, after %d s to warm up",
                    perSecond, 10 * perSecond, measured.toSeconds(), warmUp.toSeconds());
            GatlingRun run =
                    site.play("Bursts", Map.of("per-second", perSecond, "warm-up", warmUp, "measured", measured));
            Answers answers = run.answers();
            Latencies latencies = answers.latencies(ACCEPTED);
            figures.add(Figure.atLeast("bursts: answered 202", "count", (double) latencies.count(), 1));
            figures.add(Figure.of(
                    "bursts: told when to come back", "count", (double) answers.count(answer -> answer.isPostponed())));
            figures.add(Figure.below(
                    "bursts: neither of both",
                    "count",
                    (double) answers.count(answer -> answer.status() != ACCEPTED && !answer.isPostponed()),
                    1));
            figures.add(Figure.of("bursts: to 202, median", "ms", latencies.percentile(50)));
            figures.add(Figure.of("bursts: to 202, p95", "ms", latencies.percentile(95)));
            site.nothingLost(answers.captures(), figures);
        }
    }
}
