package dev.chirp.load.fanout;

import dev.chirp.load.process.Instance;
import dev.chirp.load.socket.FleetSocket;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Two instances with the clients spread over both, of which one goes. */
final class InstanceStress {
    private static final long OPEN_TIMEOUT_MS = 60_000;
    private static final int DRAIN = 4_001;

    private InstanceStress() {}

    static void killOneOfTwo(StressStage stage) throws Exception {
        try (Instance second = stage.startInstance()) {
            spread(stage, second);
            second.kill();
            awaitAllOn(stage, stage.first(), "all on the other instance after kill -9 of theirs");
        } finally {
            stage.fleet().target(List.of(stage.first().address()));
        }
    }

    /** One after the other is asked to stop, and started again when its clients are elsewhere. */
    static void rollingRestart(StressStage stage) throws Exception {
        try (Instance second = stage.startInstance()) {
            spread(stage, second);
            Map<Integer, Long> closes = stage.fleet().tally().closes();
            for (Instance instance : List.of(stage.first(), second)) {
                int exit = instance.stop();
                stage.expect(exit == 0 || exit == 143, "stopped with %d".formatted(exit));
                instance.startAgain();
                boolean back = stage.fleet().awaitCount(stage.sockets(), FleetSocket::isOpen, OPEN_TIMEOUT_MS);
                stage.expect(back, "all are open after an instance was restarted");
            }
            Map<Integer, Long> now = stage.fleet().tally().closes();
            stage.expect(
                    now.keySet().stream()
                            .allMatch(code -> code == DRAIN || Objects.equals(now.get(code), closes.get(code))),
                    "closed with 4001 alone: before %s, now %s".formatted(closes, now));
            stage.fleet().target(List.of(stage.first().address()));
            second.stop();
            awaitAllOn(stage, stage.first(), "all on the first instance after the second was stopped");
        } finally {
            stage.fleet().target(List.of(stage.first().address()));
        }
    }

    private static void spread(StressStage stage, Instance second) throws Exception {
        stage.fleet().target(List.of(stage.first().address(), second.address()));
        stage.fleet().kickAll();
        stage.fleet().awaitCount(stage.sockets(), socket -> !socket.isOpen(), 500);
        stage.fleet().awaitCount(stage.sockets(), FleetSocket::isOpen, OPEN_TIMEOUT_MS);
        double here = stage.first().meter("fanout_connections", "state=\"open\"");
        double there = second.meter("fanout_connections", "state=\"open\"");
        stage.expect(here > 0 && there > 0, "spread: %.0f sockets here, %.0f there".formatted(here, there));
    }

    private static void awaitAllOn(StressStage stage, Instance instance, String what) throws Exception {
        int wanted = stage.sockets();
        long start = System.nanoTime();
        double open = 0;
        for (int i = 0; i < 600 && open < wanted; i++) {
            stage.pass(0.1);
            open = instance.meter("fanout_connections", "state=\"open\"");
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        stage.expect(open == wanted, "%s: %.0f of %d after %.1f s".formatted(what, open, wanted, seconds));
    }
}
