package dev.chirp.load.bench;

import dev.chirp.load.gatling.Answers;
import dev.chirp.load.gatling.GatlingRun;
import dev.chirp.load.measure.Latencies;
import dev.chirp.load.process.Instance;
import dev.chirp.load.process.SeparatePlatform;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Distinct 9 s 32 kHz clips to {@code /classify} of one worker at rates that rise, until one does not hold. The full
 * profile then plays the last one that did for five minutes, or the one before it.
 */
final class LoadClassify {
    private static final int[] RATES = {2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50};
    private static final int WARM_UP_RATE = 10;
    private static final int WANTED = 50;
    private static final double MOST_ERRORS_PERCENT = 1;
    private static final Duration TRY_WARM_UP = Duration.ofSeconds(5);
    private static final Duration TRY = Duration.ofSeconds(20);
    private static final Duration HOLD = Duration.ofMinutes(5);

    private final Session session;
    private final Instance worker;
    private int runs;

    private LoadClassify(Session session, Instance worker) {
        this.session = session;
        this.worker = worker;
    }

    static void measure(Session session, List<Figure> figures) throws Exception {
        try (SeparatePlatform platform = SeparatePlatform.servers(session.folder("classify"));
                Instance worker = new Instance(platform, "classify-worker", List.of(), List.of())) {
            new LoadClassify(session, worker).climb(figures);
        }
    }

    /** What one rate did. */
    private record Step(int rate, long sent, double errorsPercent, Latencies latencies, double hits) {
        boolean holds() {
            return sent > 0 && errorsPercent < MOST_ERRORS_PERCENT && hits == 0;
        }
    }

    private void climb(List<Figure> figures) throws Exception {
        step(WARM_UP_RATE, TRY_WARM_UP, TRY);
        Step held = null;
        int at = 0;
        while (at < RATES.length) {
            Step step = step(RATES[at], TRY_WARM_UP, TRY);
            if (!step.holds()) {
                // What others do on this machine for some seconds is not the worker's limit.
                step = step(RATES[at], TRY_WARM_UP, TRY);
            }
            if (!step.holds()) {
                break;
            }
            held = step;
            at++;
        }
        while (session.full() && at > 0) {
            held = step(RATES[at - 1], TRY_WARM_UP, HOLD);
            if (held.holds()) {
                break;
            }
            at--;
        }
        int rate = at == 0 ? 0 : RATES[at - 1];
        figures.add(Figure.atLeast("classify: clips/s that hold", "1/s", rate, WANTED));
        if (held != null) {
            figures.add(Figure.of("classify: clips sent at that rate", "count", (double) held.sent));
            figures.add(Figure.below("classify: errors", "%", held.errorsPercent, MOST_ERRORS_PERCENT));
            figures.add(Figure.below("classify: found among earlier ones", "count", held.hits, 1));
            figures.add(Figure.of("classify: to 200, median", "ms", held.latencies.percentile(50)));
            figures.add(Figure.of("classify: to 200, p95", "ms", held.latencies.percentile(95)));
        }
    }

    private Step step(int rate, Duration warmUp, Duration measured) throws Exception {
        int run = ++runs;
        double hitsBefore = lookedFor("hit");
        double missesBefore = lookedFor("miss");
        GatlingRun played = GatlingRun.play(
                "Classifications",
                session.folder("classify/run-" + run),
                Map.of(
                        "url",
                        "http://127.0.0.1:" + worker.address().getPort(),
                        "per-second",
                        rate,
                        "warm-up",
                        warmUp,
                        "measured",
                        measured,
                        // What was heard in an earlier run is not listened to again.
                        "seed",
                        run),
                Map.of("classify-worker", worker.pid()));
        Answers answers = played.answers();
        if (answers.count(200) > 0 && lookedFor("miss") == missesBefore) {
            throw new IllegalStateException("clips were classified, and nothing was looked for in memory");
        }
        Step step = new Step(
                rate,
                answers.count(),
                100.0 * answers.count(answer -> answer.status() != 200) / Math.max(1, answers.count()),
                answers.latencies(200),
                lookedFor("hit") - hitsBefore);
        session.say(
                "%d clips/s for %d s: %.2f %% errors, median %.0f ms, p95 %.0f ms",
                rate,
                measured.toSeconds(),
                step.errorsPercent,
                step.latencies.percentile(50),
                step.latencies.percentile(95));
        LoadSite.say(session, played);
        return step;
    }

    private double lookedFor(String result) throws Exception {
        return worker.meter("classify_cache_requests_total", "result=\"" + result + "\"");
    }
}
