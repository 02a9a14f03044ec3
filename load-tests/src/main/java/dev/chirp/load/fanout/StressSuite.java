package dev.chirp.load.fanout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs scenarios one after the other against real processes. After each, every client must have every committed event of
 * its channel, once and in order.
 */
public final class StressSuite implements AutoCloseable {
    private final StressStage stage;

    /**
     * Starts the servers and opens the sockets.
     *
     * @param full 2,000 sockets instead of 300, and longer faults
     * @param out for progress
     */
    public StressSuite(Path folder, boolean full, Consumer<String> out) throws IOException, InterruptedException {
        this.stage = new StressStage(folder, full, out);
    }

    /** The names of the scenarios of a profile, in the order in which they run. */
    public static List<String> names(boolean full) {
        return StressScenarios.ALL.stream()
                .filter(scenario -> full || scenario.isShort())
                .map(StressScenario::name)
                .toList();
    }

    /** Runs the scenario of this name; whatever goes wrong in it is among its violations. */
    public StressOutcome run(String name) throws Exception {
        StressScenario scenario = StressScenarios.ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("scenario: " + name));
        long start = System.nanoTime();
        long before = stage.fleet().tally().deliveries();
        List<String> failed = new ArrayList<>();
        try (EventPublisher.Flow _ = stage.publishing()) {
            stage.pass(1);
            scenario.script().run(stage);
            stage.pass(1);
        } catch (IOException | RuntimeException e) {
            failed.add("the scenario itself failed: " + e);
        }
        stage.expectComplete(stage.fleet());
        failed.forEach(what -> stage.expect(false, what));
        return stage.outcome(
                name, (System.nanoTime() - start) / 1e9, stage.fleet().tally().deliveries() - before);
    }

    @Override
    public void close() {
        stage.close();
    }
}
