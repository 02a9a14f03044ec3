package dev.chirp.load.fanout;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.load.process.Instance;
import dev.chirp.load.socket.Fleet;
import dev.chirp.load.socket.FleetSocket;
import dev.chirp.load.socket.Member;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that vanish, return all at once, or read nothing. */
final class ClientStress {
    private static final long STALLING_USER = 901;
    private static final long PROXIED_USER = 902;
    private static final int FEW = 10;
    /** More than a narrow socket's buffers and the server's high-water mark hold, less than its queue: 640 KB. */
    private static final int BURST = 80;

    private static final int BURST_BYTES = 8_000;
    private static final long OPEN_TIMEOUT_MS = 30_000;
    private static final String STALLED = "code=\"4008\"";
    private static final String NO_PONG = "code=\"4012\"";

    private ClientStress() {}

    static void kickAll(StressStage stage) throws Exception {
        int storms = stage.full() ? 5 : 2;
        long recovered = stage.fleet().tally().recoveries();
        long lost = stage.fleet().tally().lostPositions();
        for (int storm = 0; storm < storms; storm++) {
            stage.fleet().kickAll();
            long start = System.nanoTime();
            stage.fleet().awaitCount(stage.sockets(), socket -> !socket.isOpen(), 500);
            boolean back = stage.fleet().awaitCount(stage.sockets(), FleetSocket::isOpen, OPEN_TIMEOUT_MS);
            stage.expect(back, "all back %.1f s after all were cut".formatted((System.nanoTime() - start) / 1e9));
        }
        long times = stage.fleet().tally().recoveries() - recovered;
        stage.expect(
                times == (long) storms * stage.sockets(),
                "recovered: true for %d of %d returns".formatted(times, storms * stage.sockets()));
        stage.expect(stage.fleet().tally().lostPositions() == lost, "recovered: false for none");
    }

    /** Some stop to read, beside others on the same channel, who note when the burst came. */
    static void stall(StressStage stage) throws Exception {
        AtomicLong arrived = new AtomicLong();
        Instance instance = stage.first();
        try (Fleet fleet =
                new Fleet(1, List.of(instance.address()), (member, latency) -> arrived.set(System.nanoTime()))) {
            String token = stage.servers().token(STALLING_USER);
            for (int i = 0; i < FEW; i++) {
                fleet.addNarrow(new Member(STALLING_USER, "/ws", token, true, "stalling"));
            }
            fleet.add(Member.of(STALLING_USER, token));
            fleet.openAll(OPEN_TIMEOUT_MS);
            double before = instance.meter("fanout_closes_total", STALLED);
            fleet.each(socket -> {
                if (socket.member().clientId() != null) {
                    socket.stall();
                }
            });
            long published = System.nanoTime();
            stage.events().publish(STALLING_USER, BURST, EventJson.MAPPER.readTree(CaptureDocument.of(1, BURST_BYTES)));
            Cuts cuts = Cuts.await(instance, before, FEW, arrived);
            stage.expect(cuts.count == FEW, "%d of %d stalled readers cut with 4008".formatted(cuts.count, FEW));
            double first = (cuts.first - published) / 1e9;
            double last = (cuts.last - arrived.get()) / 1e9;
            stage.expect(
                    first >= 1 && last <= 1.6,
                    String.format(
                            Locale.ROOT,
                            "the first cut %.2f s after the commit, the last %.2f s after a reader beside them had all"
                                    + " (1.0 to 1.5 s, seen every 50 ms)",
                            first,
                            last));
            fleet.each(socket -> {
                socket.unstall();
                socket.kick();
            });
            stage.expectComplete(fleet);
        }
    }

    /** When the meter of cut readers was seen to move. */
    private record Cuts(long count, long first, long last) {
        static Cuts await(Instance instance, double before, int wanted, AtomicLong arrived)
                throws IOException, InterruptedException {
            long deadline = System.nanoTime() + 10_000_000_000L;
            long first = 0;
            long count = 0;
            long last = 0;
            while (count < wanted && System.nanoTime() < deadline) {
                long now = (long) (instance.meter("fanout_closes_total", STALLED) - before);
                if (now > count) {
                    last = System.nanoTime();
                    first = count == 0 ? last : first;
                    count = now;
                }
                Thread.sleep(arrived.get() == 0 ? 5 : 50);
            }
            return new Cuts(count, first, last);
        }
    }

    static void blackHole(StressStage stage) throws Exception {
        Instance instance = stage.first();
        try (HoleProxy proxy = new HoleProxy(instance.address());
                Fleet fleet = new Fleet(1, List.of(proxy.address()), Fleet.DeliveryListener.NONE)) {
            String token = stage.servers().token(PROXIED_USER);
            for (int i = 0; i < FEW; i++) {
                fleet.add(Member.of(PROXIED_USER, token));
            }
            fleet.watchSilence();
            fleet.openAll(OPEN_TIMEOUT_MS);
            var document = EventJson.MAPPER.readTree(CaptureDocument.of(1, CaptureDocument.SMALL));
            stage.events().publish(PROXIED_USER, 5, document);
            double before = instance.meter("fanout_closes_total", NO_PONG);
            proxy.swallow();
            stage.events().publish(PROXIED_USER, 5, document);
            stage.pass(StressStage.PING_SECONDS + StressStage.PONG_SECONDS + 2);
            double closed = instance.meter("fanout_closes_total", NO_PONG) - before;
            stage.expect(closed == FEW, "%.0f of %d closed by the server with 4012".formatted(closed, FEW));
            stage.expect(
                    fleet.tally().silences() == FEW,
                    "%d of %d given up by their clients".formatted(fleet.tally().silences(), FEW));
            proxy.heal();
            stage.events().publish(PROXIED_USER, 5, document);
            stage.expectComplete(fleet);
            stage.expect(
                    fleet.tally().lostPositions() == 0 && fleet.tally().recoveries() >= FEW,
                    "recovered: true for %d of %d"
                            .formatted(fleet.tally().recoveries(), fleet.tally().openings() - FEW));
        }
    }

    /** All leave and return; nothing may be left of them in the end. */
    static void rounds(StressStage stage) throws Exception {
        int rounds = 20;
        round(stage);
        round(stage);
        leave(stage);
        Leftovers before = Leftovers.of(stage);
        for (int round = 0; round < rounds; round++) {
            come(stage);
            round(stage);
            leave(stage);
        }
        Leftovers after = Leftovers.of(stage);
        stage.say("  before the rounds %s, after them %s".formatted(before, after));
        stage.expect(after.connections == 0, "%d connections after %d rounds".formatted(after.connections, rounds));
        stage.expect(
                after.subscriptions <= before.subscriptions,
                "%d subscriptions in Redis (before: %d)".formatted(after.subscriptions, before.subscriptions));
        stage.expect(
                after.descriptors <= before.descriptors + 4,
                "%d open files (before: %d)".formatted(after.descriptors, before.descriptors));
        stage.expect(
                after.heapKb <= before.heapKb + 3_000,
                "%,d KB live heap (before: %,d)".formatted(after.heapKb, before.heapKb));
        stage.expect(
                after.directKb <= before.directKb + 4_000,
                "%,d KB direct memory (before: %,d)".formatted(after.directKb, before.directKb));
        come(stage);
    }

    private record Leftovers(long connections, int subscriptions, long descriptors, long heapKb, long directKb) {
        static Leftovers of(StressStage stage) throws Exception {
            // A channel without sockets stays subscribed for 5 s.
            int least = stage.cache().subscriptions();
            for (int i = 0; i < 80 && least > 1; i++) {
                stage.pass(0.1);
                least = stage.cache().subscriptions();
            }
            Instance instance = stage.first();
            return new Leftovers(
                    (long) instance.meter("fanout_connections", "state="),
                    least,
                    instance.descriptors(),
                    instance.liveHeapKb(),
                    instance.directKb());
        }
    }

    private static void round(StressStage stage) throws Exception {
        stage.fleet().kickAll();
        stage.fleet().awaitCount(stage.sockets(), FleetSocket::isOpen, OPEN_TIMEOUT_MS);
    }

    private static void leave(StressStage stage) throws Exception {
        stage.fleet().each(FleetSocket::stop);
        Instance instance = stage.first();
        for (int i = 0; i < 100 && instance.meter("fanout_connections", "state=") > 0; i++) {
            stage.pass(0.1);
        }
    }

    private static void come(StressStage stage) throws Exception {
        stage.fleet().openAll(OPEN_TIMEOUT_MS);
    }
}
