package dev.chirp.load.bench;

import dev.chirp.load.device.DeviceDoor;
import dev.chirp.load.device.DeviceFleet;
import dev.chirp.load.device.DeviceSite;
import dev.chirp.load.device.Faults;
import dev.chirp.load.device.FleetTally;
import dev.chirp.load.device.StoredClips;
import dev.chirp.load.process.PacketLoss;
import java.util.List;

/** 100 devices whose packets are lost, one of ten in each direction; their clocks are wrong, and some bytes too. */
final class IngestLoss {
    private static final int DEVICES = 100;
    private static final int PERCENT = 10;
    private static final int CONNECT_MS = 20_000;
    private static final int FINISH_MS = 180_000;
    /** One device in seven has a wrong byte in a clip of ten seconds. */
    private static final Faults FAULTS = new Faults(20_000, 3_600_000, 250);

    private IngestLoss() {}

    static void measure(Session session, List<Figure> figures) throws Exception {
        if (!PacketLoss.isPossible()) {
            session.say("loss: left out; it needs nft (Debian: nftables) and the right to use it");
            return;
        }
        try (DeviceSite site = new DeviceSite(session.folder("loss"), IngestStream.UNCLASSIFIED)) {
            DeviceDoor door = site.open(List.of());
            int seconds = session.full() ? 300 : 60;
            session.say("%d devices stream for %d s, %d %% of their packets are dropped", DEVICES, seconds, PERCENT);
            try (DeviceFleet fleet = new DeviceFleet(site.devices(DEVICES), List.of(door.plain()), null);
                    PacketLoss loss = PacketLoss.begin(door.plain().getPort(), PERCENT)) {
                fleet.faults(FAULTS);
                fleet.connectAll(CONNECT_MS);
                fleet.playAll();
                Thread.sleep(seconds * 500L);
                session.say("  all connections are cut at once");
                fleet.cutAll();
                Thread.sleep(seconds * 500L);
                fleet.faults(new Faults(0, 0, 0));
                boolean done = fleet.finishAll(FINISH_MS);
                FleetTally tally = fleet.tally();
                StoredClips stored = site.stored(fleet);
                session.say("  dropped %s; connections ended: %s", loss.dropped(), tally.errors());
                figures.add(Figure.of("loss: packets dropped", "count", (double) loss.dropped()));
                IngestFigures.add("loss", stored, done, figures);
                figures.add(Figure.of(
                        "loss: cut to the next WELCOME, p95",
                        "ms",
                        tally.returns().percentile(95)));
                figures.add(Figure.of(
                        "loss: END_CLIP to committed, p95",
                        "ms",
                        tally.commits().percentile(95)));
            }
            site.forgetAudio();
        }
    }
}
