package dev.chirp.load.bench;

import dev.chirp.embedded.TokenIssuer;
import dev.chirp.load.check.Consistency;
import dev.chirp.load.check.Database;
import dev.chirp.load.device.DeviceDoor;
import dev.chirp.load.device.DeviceFleet;
import dev.chirp.load.device.DeviceSite;
import dev.chirp.load.process.Instance;
import dev.chirp.load.socket.Fleet;
import dev.chirp.load.socket.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Devices that stream 48 kHz with everything running, each watched by a live socket of its owner. */
final class LoadDevices {
    private static final Duration QUIET = Duration.ofMinutes(10);
    private static final long OPEN_MS = 60_000;
    private static final int CONNECT_MS = 10_000;
    private static final int FINISH_MS = 60_000;
    private static final long LATE_MS = 20_000;
    private static final int WARM_UP_SECONDS = 30;

    private LoadDevices() {}

    static void measure(Session session, List<Figure> figures) throws Exception {
        int count = session.full() ? 60 : 20;
        int seconds = session.full() ? 180 : 30;
        try (TokenIssuer issuer = new TokenIssuer();
                DeviceSite site = new DeviceSite(session.folder("devices"), List.of())) {
            DeviceDoor door = site.open(List.of());
            site.platform().run("classify-worker");
            site.platform().run("art-worker");
            try (Instance fanout = new Instance(
                            site.platform(),
                            "notify-fanout",
                            List.of(),
                            List.of("--chirp.security.jwks-uri=" + issuer.jwksUri()));
                    Fleet sockets = new Fleet(1, List.of(fanout.address()), Fleet.DeliveryListener.NONE);
                    DeviceFleet devices = new DeviceFleet(site.devices(count), List.of(door.plain()), null)) {
                owners(site.database()).forEach(owner -> sockets.add(Member.of(owner, issuer.token(owner))));
                sockets.openAll(OPEN_MS);
                session.say(
                        "%d devices with a live socket each stream for %d s, after %d s to warm up",
                        count, seconds, WARM_UP_SECONDS);
                play(devices, seconds, figures);
                boolean done = devices.finishAll(FINISH_MS);
                boolean quiet = new Consistency(site.database()).awaitQuiet(QUIET);
                IngestFigures.add("devices", site.stored(devices), done, figures);
                figures.add(Figure.below("devices: captures left behind", "count", quiet ? 0.0 : 1.0, 1));
                live(session, site.database(), sockets, figures);
            }
        }
    }

    private static void play(DeviceFleet devices, int seconds, List<Figure> figures) throws InterruptedException {
        devices.connectAll(CONNECT_MS);
        devices.playAll();
        Thread.sleep(WARM_UP_SECONDS * 1_000L);
        devices.tally().clear();
        Thread.sleep(seconds * 1_000L);
        figures.add(Figure.below(
                "devices: END_CLIP to committed, p95",
                "ms",
                devices.tally().commits().percentile(95),
                500));
        figures.add(Figure.below(
                "devices: connections that ended",
                "count",
                (double) devices.tally().ended(),
                1));
    }

    /** What the sockets have seen against what PostgreSQL has numbered. */
    private static void live(Session session, Database database, Fleet sockets, List<Figure> figures) throws Exception {
        Map<Long, Long> newest = new HashMap<>();
        database.each(
                "SELECT key, last_seq FROM user_stream WHERE stream = 'capture.results'",
                row -> newest.put(Long.parseLong(row.getString(1)), row.getLong(2)));
        sockets.awaitCount(
                sockets.sockets().size(),
                socket -> socket.offset() >= newest.getOrDefault(socket.member().user(), 0L),
                LATE_MS);
        long missing = sockets.sum(
                socket -> Math.max(0, newest.getOrDefault(socket.member().user(), 0L) - socket.offset()));
        figures.add(Figure.atLeast(
                "devices: live events seen", "count", (double) sockets.tally().deliveries(), 1));
        figures.add(Figure.below("devices: live events lost", "count", (double) missing, 1));
        figures.add(Figure.below(
                "devices: invariants of cursors violated",
                "count",
                (double) sockets.tally().violationCount(),
                1));
        sockets.tally().violations().forEach(wrong -> session.say("  VIOLATION %s", wrong));
    }

    private static List<Long> owners(Database database) throws Exception {
        List<Long> owners = new ArrayList<>();
        database.each("SELECT user_id FROM device", row -> owners.add(row.getLong(1)));
        return owners;
    }
}
