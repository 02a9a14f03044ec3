package dev.chirp.load.bench;

import dev.chirp.load.fanout.StressOutcome;
import dev.chirp.load.fanout.StressSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What is done to the fan-out, its Redis and its clients, and whether each client still sees each event once. */
final class FanoutFaultsBenchmark implements Benchmark {
    /** {@code -Dchirp.faults=…}: only scenarios whose name this expression finds. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("chirp.faults", ""));

    @Override
    public String name() {
        return "fanout-faults";
    }

    @Override
    public String description() {
        return "live delivery under storms, outages and restarts: each event once and in order for each client";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (StressSuite suite = new StressSuite(session.folder(), session.full(), line -> session.say("  %s", line))) {
            for (String scenario : StressSuite.names(session.full())) {
                if (ONLY.matcher(scenario).find()) {
                    figures.addAll(figures(suite.run(scenario), session));
                }
            }
        }
        return figures;
    }

    private static List<Figure> figures(StressOutcome outcome, Session session) {
        session.say(
                "%s",
                String.format(
                        Locale.ROOT,
                        "%-34s %5.1f s, %7d deliveries: %s",
                        outcome.name(),
                        outcome.seconds(),
                        outcome.deliveries(),
                        outcome.violations().isEmpty()
                                ? "all held"
                                : outcome.violations().size() + " VIOLATIONS"));
        outcome.checked().forEach(held -> session.say("    %s", held));
        outcome.violations().forEach(wrong -> session.say("    VIOLATION %s", wrong));
        return List.of(
                Figure.below(
                        outcome.name() + ": violations",
                        "count",
                        outcome.violations().size(),
                        1),
                Figure.of(outcome.name() + ": deliveries", "count", (double) outcome.deliveries()));
    }
}
