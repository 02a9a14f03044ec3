package dev.chirp.load.bench;

import dev.chirp.load.device.DeviceDoor;
import dev.chirp.load.device.DeviceFleet;
import dev.chirp.load.device.DeviceSite;
import dev.chirp.load.device.FleetTally;
import dev.chirp.load.device.StoredClips;
import dev.chirp.load.measure.CpuTime;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The largest fleet that holds: over TLS without workers, then over TCP and over TLS with everything running. Sizes are
 * tried for half a minute each; the full profile then plays the largest for five minutes, or the next smaller one when
 * it does not hold. The first size is played once before, for code that is not compiled yet would limit it.
 */
final class IngestLargest {
    private static final int[] ALONE = {400, 500, 600, 800, 1_000};
    private static final int[] WITH_WORKERS = {40, 80, 120, 160, 200};
    private static final int CONNECT_MS = 10_000;
    private static final int WARM_UP_SECONDS = 15;
    private static final int TRY_SECONDS = 30;
    private static final int HOLD_SECONDS = 300;
    private static final int FINISH_MS = 60_000;
    private static final Duration CATCH_UP = Duration.ofMinutes(5);
    private static final double SOON_MS = 500;
    /** A device that is farther behind than this does not stream in real time. */
    private static final long BEHIND_FRAMES = 20;

    private static final List<String> WORKERS = List.of("classify-worker", "art-worker", "notify-fanout");

    private IngestLargest() {}

    static void alone(Session session, List<Figure> figures) throws Exception {
        try (DeviceSite site = new DeviceSite(session.folder("largest-alone"), IngestStream.UNCLASSIFIED)) {
            DeviceDoor door = site.open(List.of());
            step(site, door, door.tls(), ALONE[0], TRY_SECONDS);
            climb(session, site, door, "TLS, without workers", door.tls(), ALONE, figures);
        }
    }

    static void plain(Session session, List<Figure> figures) throws Exception {
        withEverything(session, "TCP, with everything", false, figures);
    }

    static void secure(Session session, List<Figure> figures) throws Exception {
        withEverything(session, "TLS, with everything", true, figures);
    }

    private static void withEverything(Session session, String how, boolean secure, List<Figure> figures)
            throws Exception {
        try (DeviceSite site = new DeviceSite(session.folder("largest"), IngestStream.UNCLASSIFIED)) {
            DeviceDoor door = site.open(List.of());
            for (String worker : WORKERS) {
                site.platform().run(worker);
            }
            SslContext tls = secure ? door.tls() : null;
            step(site, door, tls, WITH_WORKERS[0], TRY_SECONDS);
            climb(session, site, door, how, tls, WITH_WORKERS, figures);
        }
    }

    private static void climb(
            Session session,
            DeviceSite site,
            DeviceDoor door,
            String how,
            @Nullable SslContext tls,
            int[] sizes,
            List<Figure> figures)
            throws Exception {
        int held = 0;
        String limit = "none of those tried was too large";
        while (held < sizes.length) {
            Step step = step(site, door, tls, sizes[held], TRY_SECONDS);
            session.say("  %s, %d devices: %s", how, sizes[held], step);
            if (!step.holds()) {
                limit = step.toString();
                break;
            }
            held++;
        }
        while (session.full() && held > 0) {
            Step step = step(site, door, tls, sizes[held - 1], HOLD_SECONDS);
            session.say("  %s, %d devices for %d s: %s", how, sizes[held - 1], HOLD_SECONDS, step);
            if (step.holds()) {
                break;
            }
            limit = step.toString();
            held--;
        }
        int largest = held == 0 ? 0 : sizes[held - 1];
        session.say("  %s: %d devices hold; limit: %s", how, largest, limit);
        figures.add(Figure.of("largest: devices, " + how, "count", largest));
    }

    /** What one size did. */
    private record Step(
            double p95,
            long behind,
            long wrong,
            boolean done,
            long ended,
            long waiting,
            Map<String, Long> processorPercent) {
        boolean holds() {
            return p95 < SOON_MS && behind <= BEHIND_FRAMES && wrong == 0 && done && ended == 0 && waiting < 200;
        }

        @Override
        public String toString() {
            return "p95 %.0f ms, %d ms behind, %d lost or twice, %s, %d connections ended, %d captures wait for a bird, processors %% %s"
                    .formatted(
                            p95,
                            behind * 100,
                            wrong,
                            done ? "all acknowledged" : "NOT all acknowledged in time",
                            ended,
                            waiting,
                            processorPercent);
        }
    }

    private static Step step(DeviceSite site, DeviceDoor door, @Nullable SslContext tls, int size, int seconds)
            throws Exception {
        try (DeviceFleet fleet =
                new DeviceFleet(site.devices(size), List.of(tls == null ? door.plain() : door.secure()), tls)) {
            fleet.connectAll(CONNECT_MS);
            fleet.playAll();
            Thread.sleep(WARM_UP_SECONDS * 1_000L);
            fleet.tally().clear();
            Map<String, Long> pids = pids(site, door);
            CpuTime before = CpuTime.now(List.copyOf(pids.values()));
            long waitingBefore = waiting(site);
            Thread.sleep(seconds * 1_000L);
            CpuTime after = CpuTime.now(List.copyOf(pids.values()));
            long waiting = pids.containsKey("classify-worker") ? waiting(site) - waitingBefore : 0;
            boolean done = fleet.finishAll(FINISH_MS);
            Map<String, Long> percent = new LinkedHashMap<>();
            pids.forEach((name, pid) -> percent.put(name, Math.round(100 * after.secondsOf(pid, before) / seconds)));
            FleetTally tally = fleet.tally();
            StoredClips stored = site.stored(fleet);
            awaitCaughtUp(site, pids.containsKey("classify-worker"));
            site.forgetAudio();
            return new Step(
                    tally.commits().percentile(95),
                    tally.farthestBehind(),
                    stored.lost() + stored.different() + (done ? stored.twice() : 0),
                    done,
                    tally.ended(),
                    waiting,
                    percent);
        }
    }

    /** What one size has left behind must not be held against the next. */
    private static void awaitCaughtUp(DeviceSite site, boolean classified) throws Exception {
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        while (classified && waiting(site) > 0 && System.nanoTime() < deadline) {
            Thread.sleep(500);
        }
    }

    private static long waiting(DeviceSite site) throws Exception {
        return site.database().number("SELECT count(*) FROM capture WHERE status = 'pending'");
    }

    private static Map<String, Long> pids(DeviceSite site, DeviceDoor door) {
        Map<String, Long> pids = new LinkedHashMap<>();
        pids.put("device-ingest", door.instance().pid());
        pids.put("gateway", site.gateway().pid());
        for (String worker : WORKERS) {
            site.platform().find(worker).ifPresent(process -> pids.put(worker, process.pid()));
        }
        return pids;
    }
}
