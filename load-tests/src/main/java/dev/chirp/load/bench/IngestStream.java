package dev.chirp.load.bench;

import dev.chirp.load.device.DeviceDoor;
import dev.chirp.load.device.DeviceFleet;
import dev.chirp.load.device.DeviceSite;
import dev.chirp.load.device.FleetTally;
import dev.chirp.load.device.StoredClips;
import dev.chirp.load.measure.CpuTime;
import java.util.List;

/** 500 devices at 48 kHz over plain TCP, 48 MB/s, into files; nothing is classified meanwhile. */
final class IngestStream {
    private static final int DEVICES = 500;
    /** Raised: a classify-worker that is paused falls behind, and each device has up to four clips on their way. */
    static final List<String> UNCLASSIFIED = List.of(
            "--chirp.pressure.classify-captures=100000000",
            "--chirp.pressure.classify-age=1d",
            "--chirp.intake.max-uploads-in-flight=4096");

    private static final int CONNECT_MS = 10_000;
    /** Two cores that also play the fleet need a minute to compile both services at this rate. */
    private static final int WARM_UP_SECONDS = 90;

    private static final int FINISH_MS = 60_000;

    private IngestStream() {}

    static void measure(Session session, List<Figure> figures) throws Exception {
        try (DeviceSite site = new DeviceSite(session.folder("stream"), UNCLASSIFIED)) {
            DeviceDoor door = site.open(List.of());
            int seconds = session.full() ? 300 : 60;
            session.say(
                    "%d devices stream for %d s, after %d s to warm up; without classify-worker, with %s",
                    DEVICES, seconds, WARM_UP_SECONDS, String.join(" ", UNCLASSIFIED));
            try (DeviceFleet fleet = new DeviceFleet(site.devices(DEVICES), List.of(door.plain()), null)) {
                fleet.connectAll(CONNECT_MS);
                fleet.playAll();
                Thread.sleep(WARM_UP_SECONDS * 1_000L);
                fleet.tally().clear();
                List<Long> pids = List.of(door.instance().pid(), site.gateway().pid());
                CpuTime before = CpuTime.now(pids);
                long begun = System.nanoTime();
                Thread.sleep(seconds * 1_000L);
                double elapsed = (System.nanoTime() - begun) / 1e9;
                CpuTime after = CpuTime.now(pids);
                double megabytes = fleet.tally().soundBytes() / 1e6 / elapsed;
                boolean done = fleet.finishAll(FINISH_MS);
                report(site, fleet, done, megabytes, figures);
                session.say(
                        "  clips that took longer than 500 ms, by second: %s",
                        fleet.tally().slowCommits());
                figures.add(Figure.of(
                        "stream: processor time of device-ingest",
                        "% of one",
                        100 * after.secondsOf(pids.getFirst(), before) / elapsed));
                figures.add(Figure.of(
                        "stream: processor time of the gateway",
                        "% of one",
                        100 * after.secondsOf(pids.getLast(), before) / elapsed));
            }
            site.forgetAudio();
        }
    }

    private static void report(DeviceSite site, DeviceFleet fleet, boolean done, double megabytes, List<Figure> figures)
            throws Exception {
        FleetTally tally = fleet.tally();
        StoredClips stored = site.stored(fleet);
        figures.add(Figure.atLeast("stream: sound", "MB/s", megabytes, DEVICES * 0.096 * 0.99));
        figures.add(Figure.below(
                "stream: END_CLIP to committed, median", "ms", tally.commits().percentile(50), 500));
        figures.add(Figure.below(
                "stream: END_CLIP to committed, p95", "ms", tally.commits().percentile(95), 500));
        figures.add(Figure.of(
                "stream: END_CLIP to committed, p99", "ms", tally.commits().percentile(99)));
        IngestFigures.add("stream", stored, done, figures);
        figures.add(Figure.below("stream: connections that ended", "count", (double) tally.ended(), 1));
        figures.add(Figure.of("stream: recorded and not yet sent, at most", "ms", tally.farthestBehind() * 100.0));
    }
}
