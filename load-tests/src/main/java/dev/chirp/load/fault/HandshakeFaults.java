package dev.chirp.load.fault;

import dev.chirp.load.device.DeviceDoor;
import dev.chirp.load.device.DeviceFleet;
import dev.chirp.load.device.Identity;
import dev.chirp.load.device.StoredClips;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** TLS handshakes that fail, many of them, where devices stream over TLS. */
final class HandshakeFaults {
    private static final int DEVICES = 10;
    private static final long CONNECT_MS = 10_000;
    private static final long FINISH_MS = 60_000;

    private HandshakeFaults() {}

    /** The devices keep their connections, and all of their sound is stored once. */
    static void storm(Site site) throws Exception {
        try (DeviceDoor door = open(site);
                DeviceFleet fleet = new DeviceFleet(
                        Identity.create(site.database(), DEVICES), List.of(door.secure()), door.tls())) {
            fleet.connectAll(CONNECT_MS);
            fleet.playAll();
            long failed = failed(door);
            try (FailingHandshakes storm = FailingHandshakes.begin(door.secure())) {
                site.pass(site.outage());
                site.say("handshakes begun: %d; failed, as the server counts: %d"
                        .formatted(storm.begun(), failed(door) - failed));
                // Whoever comes now has to get in.
                fleet.cutAll();
                fleet.awaitWelcome(CONNECT_MS);
            }
            boolean done = fleet.finishAll(FINISH_MS);
            StoredClips stored = StoredClips.of(site.database(), site.platform().blobs(), fleet);
            site.say("devices: %s; connections ended: %s; back after %.1f s at most; END_CLIP to committed, p95 %.0f ms"
                    .formatted(
                            stored,
                            fleet.tally().errors(),
                            fleet.tally().returns().percentile(100) / 1_000,
                            fleet.tally().commits().percentile(95)));
            if (!done || stored.lost() + stored.twice() + stored.different() > 0 || stored.expected() == 0) {
                throw new IllegalStateException("done: %s, %s".formatted(done, stored));
            }
            if (fleet.tally().ended() != DEVICES) {
                throw new IllegalStateException(
                        "a device lost its connection: " + fleet.tally().errors());
            }
        }
    }

    private static DeviceDoor open(Site site) throws IOException, InterruptedException {
        return DeviceDoor.open(
                site.platform(),
                Objects.requireNonNull(site.platform().environment().get("CHIRP_INTAKE_ADDRESS")),
                site.platform().data().resolve("device-tls"),
                List.of());
    }

    private static long failed(DeviceDoor door) throws IOException, InterruptedException {
        return (long) door.instance().meter("ingest_tls_handshakes_total", "result=\"failed\"");
    }
}
