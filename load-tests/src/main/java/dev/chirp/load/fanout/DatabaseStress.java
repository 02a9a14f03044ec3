package dev.chirp.load.fanout;

import dev.chirp.load.fault.Restoration;
import dev.chirp.load.socket.FleetSocket;
import java.nio.file.Path;

/** The database is an older one: offsets are given again, under another epoch. */
final class DatabaseStress {
    private static final long OPEN_TIMEOUT_MS = 120_000;

    private DatabaseStress() {}

    static void restoreOlder(StressStage stage) throws Exception {
        Restoration restoration = new Restoration(stage.servers().platform(), stage.database(), stage::say);
        Path dump = restoration.dump();
        stage.pass(5);
        long openings = stage.fleet().tally().openings();
        long lost = stage.fleet().tally().lostPositions();
        stage.servers().platform().service("outbox-relay").kill();
        stage.first().stop();
        stage.disconnect();
        restoration.exchange(dump);
        restoration.runScript();
        stage.reconnect();
        stage.servers().platform().run("outbox-relay");
        stage.first().startAgain();
        boolean back = stage.fleet().awaitCount(stage.sockets(), FleetSocket::isOpen, OPEN_TIMEOUT_MS);
        stage.expect(back, "all are back");
        long returned = stage.fleet().tally().openings() - openings;
        long honest = stage.fleet().tally().lostPositions() - lost;
        stage.expect(
                honest == returned && returned >= stage.sockets(),
                "recovered: false for %d of %d returns".formatted(honest, returned));
        stage.expect(stage.database().number("SELECT epoch FROM stream_epoch") > 1, "the epoch is another one");
    }
}
