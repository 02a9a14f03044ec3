package dev.chirp.load.bench;

import dev.chirp.load.device.DeviceDoor;
import dev.chirp.load.device.DeviceFleet;
import dev.chirp.load.device.DeviceSite;
import dev.chirp.load.process.Instance;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** 200 devices: processor time of tasks on the event loops, and what is allocated per byte of sound. */
final class IngestCost {
    private static final int DEVICES = 200;
    private static final int CONNECT_MS = 10_000;
    private static final int WARM_UP_SECONDS = 60;

    /** What sound passes through: connections of devices, the connection between both services, the disk. */
    private static final Pattern SOUND = Pattern.compile("frames-|grpc-|blob-|parallel-");

    /**
     * @param all bytes that all threads allocated
     * @param bySound those of the threads that sound passes through; the rest are Kafka, the database, meters and
     *     reports, which cost the same however much sound there is in a clip
     */
    private record Allocated(double all, double bySound) {}

    private IngestCost() {}

    static void measure(Session session, List<Figure> figures) throws Exception {
        try (DeviceSite site = new DeviceSite(session.folder("cost"), IngestStream.UNCLASSIFIED)) {
            DeviceDoor door = site.open(List.of(), "--chirp.ingest.frames.time-tasks=true");
            int seconds = session.full() ? 300 : 60;
            session.say("%d devices stream for %d s, after %d s to warm up", DEVICES, seconds, WARM_UP_SECONDS);
            try (DeviceFleet fleet = new DeviceFleet(site.devices(DEVICES), List.of(door.plain()), null)) {
                fleet.connectAll(CONNECT_MS);
                fleet.playAll();
                Thread.sleep(WARM_UP_SECONDS * 1_000L);
                Path ingest = session.folder().resolve("device-ingest.jfr");
                Path gateway = session.folder().resolve("gateway.jfr");
                fleet.tally().clear();
                record(door.instance(), ingest);
                record(site.gateway(), gateway);
                Thread.sleep(seconds * 1_000L);
                door.instance().jcmd("JFR.stop", "name=cost");
                site.gateway().jcmd("JFR.stop", "name=cost");
                double sound = fleet.tally().soundBytes();
                double task = door.instance().meter("ingest_loop_task_cpu_seconds", "quantile=\"0.999\"");
                double median = door.instance().meter("ingest_loop_task_cpu_seconds", "quantile=\"0.5\"");
                figures.add(Figure.of("cost: task on an event loop, processor time, median", "ms", median * 1_000));
                figures.add(Figure.below("cost: task on an event loop, processor time, p99.9", "ms", task * 1_000, 5));
                Allocated inIngest = allocated(session, "device-ingest", ingest);
                Allocated inGateway = allocated(session, "gateway", gateway);
                String perByte = "cost: allocated per byte of sound, ";
                figures.add(Figure.of(perByte + "device-ingest, all threads", "byte", inIngest.all() / sound));
                figures.add(Figure.of(perByte + "gateway, all threads", "byte", inGateway.all() / sound));
                figures.add(Figure.of(perByte + "device-ingest, sound", "byte", inIngest.bySound() / sound));
                figures.add(Figure.of(perByte + "gateway, sound", "byte", inGateway.bySound() / sound));
                figures.add(Figure.below(
                        perByte + "socket to store",
                        "byte",
                        (inIngest.bySound() + inGateway.bySound()) / sound,
                        0.1001));
            }
            site.forgetAudio();
        }
    }

    private static void record(Instance instance, Path file) throws Exception {
        String answer = instance.jcmd("JFR.start", "name=cost", "settings=profile", "filename=" + file);
        if (!answer.contains("Started recording")) {
            throw new IllegalStateException(answer);
        }
    }

    /** Bytes that all threads have allocated, from their own counters; the heaviest threads and classes are told. */
    private static Allocated allocated(Session session, String name, Path file) throws Exception {
        Map<String, long[]> byThread = new TreeMap<>();
        Map<String, Double> bySite = new TreeMap<>();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                switch (event.getEventType().getName()) {
                    case "jdk.ThreadAllocationStatistics" -> {
                        long bytes = event.getLong("allocated");
                        String thread = event.getThread("thread").getJavaName() + "/"
                                + event.getThread("thread").getId();
                        long[] range = byThread.computeIfAbsent(thread, first -> new long[] {bytes, bytes});
                        range[0] = Math.min(range[0], bytes);
                        range[1] = Math.max(range[1], bytes);
                    }
                    case "jdk.ObjectAllocationSample" -> {
                        var stack = event.getStackTrace();
                        String at = stack == null || stack.getFrames().isEmpty()
                                ? "?"
                                : stack.getFrames()
                                                .getFirst()
                                                .getMethod()
                                                .getType()
                                                .getName() + "."
                                        + stack.getFrames()
                                                .getFirst()
                                                .getMethod()
                                                .getName();
                        bySite.merge(
                                event.getClass("objectClass").getName() + " in " + at,
                                (double) event.getLong("weight"),
                                Double::sum);
                    }
                    default -> {
                        // Not about memory.
                    }
                }
            }
        }
        double total = bySite.values().stream().mapToDouble(Double::doubleValue).sum();
        session.say("  %s allocates most:", name);
        bySite.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(8)
                .forEach(site -> session.say("    %4.1f %% %s", 100 * site.getValue() / total, site.getKey()));
        return new Allocated(sum(byThread, Pattern.compile("")), sum(byThread, SOUND));
    }

    private static double sum(Map<String, long[]> byThread, Pattern threads) {
        return byThread.entrySet().stream()
                .filter(thread -> threads.matcher(thread.getKey()).lookingAt())
                .mapToLong(thread -> thread.getValue()[1] - thread.getValue()[0])
                .sum();
    }
}
