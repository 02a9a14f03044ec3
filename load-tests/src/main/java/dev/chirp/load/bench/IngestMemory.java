package dev.chirp.load.bench;

import dev.chirp.load.device.DeviceDoor;
import dev.chirp.load.device.DeviceFleet;
import dev.chirp.load.device.DeviceSite;
import dev.chirp.load.process.Instance;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Memory of device-ingest by connected and by streaming devices; the heap gives back what a full collection frees. */
final class IngestMemory {
    private static final List<String> EXACT_HEAP = List.of("-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");
    private static final int FEW = 100;
    private static final int MANY = 400;
    private static final int CONNECT_MS = 10_000;
    private static final long WARM_UP_MS = 40_000;
    private static final long SETTLE_MS = 10_000;

    private IngestMemory() {}

    static void measure(Session session, List<Figure> figures) throws Exception {
        try (DeviceSite site = new DeviceSite(session.folder("memory"), IngestStream.UNCLASSIFIED)) {
            DeviceDoor door = site.open(EXACT_HEAP);
            session.say("memory: warming up with %d devices that stream", MANY);
            memory(site, door, MANY, true, null, WARM_UP_MS);
            slope(session, site, door, "TCP", null, 1, 2, figures);
            slope(session, site, door, "TLS", door.tls(), Double.MAX_VALUE, Double.MAX_VALUE, figures);
            site.forgetAudio();
        }
    }

    private static void slope(
            Session session,
            DeviceSite site,
            DeviceDoor door,
            String how,
            @Nullable SslContext tls,
            double idleTarget,
            double streamingTarget,
            List<Figure> figures)
            throws Exception {
        for (boolean streaming : new boolean[] {false, true}) {
            Memory few = memory(site, door, FEW, streaming, tls, SETTLE_MS);
            Memory many = memory(site, door, MANY, streaming, tls, SETTLE_MS);
            String what = "memory: per 100 %s devices, %s".formatted(streaming ? "streaming" : "idle", how);
            session.say("  %s: %d devices %s, %d devices %s", what, FEW, few, MANY, many);
            double hundreds = (MANY - FEW) / 100.0;
            double target = streaming ? streamingTarget : idleTarget;
            double live = (many.heapKb + many.directKb - few.heapKb - few.directKb) / 1_024.0 / hundreds;
            figures.add(
                    target == Double.MAX_VALUE
                            ? Figure.of(what + ", live", "MB", live)
                            : Figure.below(what + ", live", "MB", live, target));
            figures.add(Figure.of(what + ", resident", "MB", (many.residentKb - few.residentKb) / 1_024.0 / hundreds));
        }
    }

    /** @param heapKb live */
    private record Memory(long heapKb, long directKb, long residentKb) {
        static Memory of(Instance instance) throws Exception {
            instance.liveHeapKb();
            long heap = instance.liveHeapKb();
            return new Memory(heap, instance.directKb(), instance.residentKb());
        }
    }

    private static Memory memory(
            DeviceSite site, DeviceDoor door, int size, boolean streaming, @Nullable SslContext tls, long ms)
            throws Exception {
        try (DeviceFleet fleet =
                new DeviceFleet(site.devices(size), List.of(tls == null ? door.plain() : door.secure()), tls)) {
            fleet.connectAll(CONNECT_MS);
            if (streaming) {
                fleet.playAll();
                Thread.sleep(10_000);
            }
            Thread.sleep(ms);
            return Memory.of(door.instance());
        }
    }
}
