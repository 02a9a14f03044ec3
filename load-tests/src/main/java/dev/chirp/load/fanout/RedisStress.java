package dev.chirp.load.fanout;

import dev.chirp.load.process.ServerProcess;
import dev.chirp.load.socket.FleetSocket;

/** Redis forgets, stops, and remembers too little; sockets stay, and what it does not have comes from PostgreSQL. */
final class RedisStress {
    private static final long OPEN_TIMEOUT_MS = 60_000;

    private RedisStress() {}

    /** Everybody returns to an empty cache. */
    static void flush(StressStage stage) throws Exception {
        double before = stage.first().meter("fanout_history_reads_total", "from=\"event_table\"");
        long lost = stage.fleet().tally().lostPositions();
        stage.cache().flush();
        stage.fleet().kickAll();
        stage.fleet().awaitCount(stage.sockets(), socket -> !socket.isOpen(), 500);
        boolean back = stage.fleet().awaitCount(stage.sockets(), FleetSocket::isOpen, OPEN_TIMEOUT_MS);
        double reads = stage.first().meter("fanout_history_reads_total", "from=\"event_table\"") - before;
        stage.expect(back, "all are back");
        stage.expect(stage.fleet().tally().lostPositions() == lost, "recovered: false for none");
        stage.expect(reads > 0, "%.0f reads of the event table".formatted(reads));
    }

    static void restart(StressStage stage) throws Exception {
        ServerProcess redis = stage.servers().platform().redis();
        socketsStay(stage, () -> {
            redis.end("TERM");
            stage.pass(3);
            redis.start();
        });
    }

    /** Longer than a command or a probe may take. */
    static void freeze(StressStage stage) throws Exception {
        ServerProcess redis = stage.servers().platform().redis();
        socketsStay(stage, () -> {
            redis.pause();
            try {
                stage.pass(stage.full() ? 15 : 6);
            } finally {
                redis.resume();
            }
        });
    }

    /** It comes back with what it had some time ago: no number may be given to two events. */
    static void killUnsaved(StressStage stage) throws Exception {
        ServerProcess redis = stage.servers().platform().redis();
        stage.cache().save();
        stage.pass(2);
        socketsStay(stage, () -> {
            redis.end("KILL");
            redis.start();
        });
        long lost = stage.fleet().tally().lostPositions();
        stage.pass(2);
        stage.fleet().kickAll();
        stage.fleet().awaitCount(stage.sockets(), socket -> !socket.isOpen(), 500);
        boolean back = stage.fleet().awaitCount(stage.sockets(), FleetSocket::isOpen, OPEN_TIMEOUT_MS);
        stage.expect(back, "all are back after they were cut");
        stage.expect(stage.fleet().tally().lostPositions() == lost, "recovered: false for none");
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void socketsStay(StressStage stage, Step step) throws Exception {
        long opened = stage.fleet().tally().openings();
        step.run();
        stage.pass(2);
        long more = stage.fleet().tally().openings() - opened;
        stage.expect(more == 0, "%d sockets had to come back while Redis was away".formatted(more));
    }
}
