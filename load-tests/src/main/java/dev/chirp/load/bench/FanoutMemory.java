package dev.chirp.load.bench;

import dev.chirp.load.fanout.FanoutServers;
import dev.chirp.load.process.Instance;
import dev.chirp.load.socket.Fleet;
import dev.chirp.load.socket.Member;
import java.util.List;

/**
 * Resident memory of the server by idle sockets of a user each. The heap gives back what a full collection frees, or
 * resident memory would say how large the heap once was.
 */
final class FanoutMemory {
    private static final List<String> EXACT_HEAP = List.of("-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");
    private static final int FEW = 2_000;
    private static final int MANY = 15_000;
    /** Few enough not to make the process larger than what is measured. */
    private static final int WARM = 500;

    private static final int WARM_UPS = 10;
    /** Verified tokens are remembered for a minute. */
    private static final long SETTLE_MS = 70_000;

    private FanoutMemory() {}

    static void measure(Session session, FanoutServers servers, List<Figure> figures) throws Exception {
        Instance instance = servers.start(EXACT_HEAP, List.of());
        try (Fleet fleet = new Fleet(1, List.of(instance.address()), Fleet.DeliveryListener.NONE)) {
            session.say("Signing %,d tokens", MANY);
            for (int i = 0; i < MANY; i++) {
                fleet.add(Member.of(1_000 + i, servers.token(1_000 + i)));
            }
            session.say("Opening %,d sockets and closing them, %d times, so that the code is compiled", WARM, WARM_UPS);
            for (int i = 0; i < WARM_UPS; i++) {
                fleet.open(0, WARM, 200, 60_000);
                fleet.each(socket -> socket.stop());
                Thread.sleep(3_000);
            }
            Memory empty = Memory.of(instance);
            fleet.open(0, FEW, 200, 120_000);
            Thread.sleep(SETTLE_MS);
            Memory few = Memory.of(instance);
            session.say("  %,d sockets: resident %,d KB, live heap %,d KB", FEW, few.residentKb, few.heapKb);
            fleet.open(FEW, MANY, 200, 300_000);
            Thread.sleep(SETTLE_MS);
            Memory many = Memory.of(instance);
            session.say("  %,d sockets: resident %,d KB, live heap %,d KB", MANY, many.residentKb, many.heapKb);
            double more = MANY - FEW;
            figures.add(Figure.of("memory: resident without sockets", "MB", empty.residentKb / 1_024.0));
            figures.add(Figure.of("memory: resident with 15,000", "MB", many.residentKb / 1_024.0));
            figures.add(Figure.below(
                    "memory: resident per idle socket, 2k to 15k",
                    "KB",
                    (many.residentKb - few.residentKb) / more,
                    5.001));
            figures.add(
                    Figure.of("memory: live heap per idle socket, 2k to 15k", "KB", (many.heapKb - few.heapKb) / more));
        }
    }

    private record Memory(long residentKb, long heapKb) {
        static Memory of(Instance instance) throws Exception {
            instance.liveHeapKb();
            long heap = instance.liveHeapKb();
            return new Memory(instance.residentKb(), heap);
        }
    }
}
