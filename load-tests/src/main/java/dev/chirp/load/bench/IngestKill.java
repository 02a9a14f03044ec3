package dev.chirp.load.bench;

import dev.chirp.load.device.DeviceDoor;
import dev.chirp.load.device.DeviceFleet;
import dev.chirp.load.device.DeviceSite;
import dev.chirp.load.device.FleetTally;
import dev.chirp.load.device.StoredClips;
import java.util.List;

/** SIGKILL for an instance of device-ingest, beside which another one runs, and for the only gateway. */
final class IngestKill {
    private static final int DEVICES = 100;
    private static final int CONNECT_MS = 10_000;
    private static final int FINISH_MS = 120_000;
    private static final long BEFORE_MS = 25_000;
    private static final long AFTER_MS = 20_000;
    private static final double RESUMED_MS = 5_000;
    /** What a device records meanwhile is committed with its clip, which is this long. */
    private static final double CLIP_MS = 10_000;

    private IngestKill() {}

    static void measure(Session session, List<Figure> figures) throws Exception {
        try (DeviceSite site = new DeviceSite(session.folder("kill"), IngestStream.UNCLASSIFIED)) {
            DeviceDoor first = site.open(List.of());
            DeviceDoor second = site.open(List.of());
            try (DeviceFleet fleet =
                    new DeviceFleet(site.devices(DEVICES), List.of(first.plain(), second.plain()), null)) {
                session.say("%d devices stream to two instances of device-ingest", DEVICES);
                fleet.connectAll(CONNECT_MS);
                fleet.playAll();
                Thread.sleep(BEFORE_MS);
                FleetTally tally = fleet.tally();

                session.say("  kill -9 of one device-ingest");
                first.instance().kill();
                Thread.sleep(AFTER_MS);
                fleet.awaitWelcome(CONNECT_MS);
                figures.add(Figure.below(
                        "kill: device-ingest gone to the next WELCOME, slowest",
                        "ms",
                        tally.returns().percentile(100),
                        RESUMED_MS));
                tally.returns().clear();
                first.instance().startAgain();

                session.say("  kill -9 of the gateway");
                site.gateway().kill();
                site.gateway().startAgain();
                long up = System.nanoTime();
                fleet.awaitCommitted(CONNECT_MS * 3L);
                figures.add(Figure.below(
                        "kill: gateway up again to a commit of every device, slowest",
                        "ms",
                        (System.nanoTime() - up) / 1e6,
                        RESUMED_MS + CLIP_MS));
                Thread.sleep(AFTER_MS);
                boolean done = fleet.finishAll(FINISH_MS);
                StoredClips stored = site.stored(fleet);
                session.say("  connections ended: %s", tally.errors());
                IngestFigures.add("kill", stored, done, figures);
            }
            site.forgetAudio();
        }
    }
}
