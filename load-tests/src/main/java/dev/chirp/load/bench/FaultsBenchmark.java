package dev.chirp.load.bench;

import dev.chirp.embedded.PatroniCluster;
import dev.chirp.load.fault.FaultSuite;
import dev.chirp.load.fault.Outcome;
import dev.chirp.load.fault.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The fault suite: what is done to a platform under load, and whether anything was lost. */
final class FaultsBenchmark implements Benchmark {
    /** {@code -Dchirp.faults=…}: only scenarios whose name this expression finds. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("chirp.faults", ""));

    @Override
    public String name() {
        return "faults";
    }

    @Override
    public String description() {
        return "kills, outages and poison under load: nothing lost, doubled or left behind";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        long seed = Long.getLong("chirp.faults.seed", System.nanoTime());
        session.say("Seed %d (again with CHIRP_JAVA_OPTIONS=-Dchirp.faults.seed=%d)", seed, seed);
        List<Figure> figures = new ArrayList<>();
        for (Servers servers : Servers.values()) {
            List<String> scenarios = FaultSuite.names(session.full(), servers).stream()
                    .filter(scenario -> ONLY.matcher(scenario).find())
                    .toList();
            Optional<String> missing =
                    servers == Servers.HIGHLY_AVAILABLE ? PatroniCluster.missing() : Optional.empty();
            if (missing.isPresent() && !scenarios.isEmpty()) {
                session.say("SKIPPED %s: %s", scenarios, missing.get());
            } else if (!scenarios.isEmpty()) {
                figures.addAll(run(scenarios, servers, seed, session));
            }
        }
        return figures;
    }

    private static List<Figure> run(List<String> scenarios, Servers servers, long seed, Session session)
            throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (FaultSuite suite = new FaultSuite(
                session.folder(servers.name().toLowerCase(Locale.ROOT)),
                session.full(),
                servers,
                seed,
                line -> session.say("  %s", line))) {
            for (String scenario : scenarios) {
                figures.addAll(figures(suite.run(scenario), session));
            }
        }
        return figures;
    }

    private static List<Figure> figures(Outcome outcome, Session session) {
        session.say("%s", outcome.line());
        session.say("    %s", outcome.footprint());
        outcome.violations().forEach(wrong -> session.say("    VIOLATION %s", wrong));
        return List.of(
                Figure.below(
                        outcome.name() + ": violations",
                        "count",
                        outcome.violations().size(),
                        1),
                Figure.of(outcome.name() + ": acknowledged", "uploads", outcome.acknowledged()),
                Figure.of(outcome.name() + ": refused", "uploads", outcome.refused()),
                Figure.of(
                        outcome.name() + ": longest without an acknowledgement",
                        "s",
                        outcome.longestSilence().toMillis() / 1_000.0),
                Figure.of(
                        outcome.name() + ": drained in",
                        "s",
                        outcome.drainTime().toMillis() / 1_000.0));
    }
}
