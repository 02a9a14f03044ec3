package dev.chirp.load.bench;

import dev.chirp.load.fanout.FanoutServers;
import dev.chirp.load.fanout.OneChannel;
import dev.chirp.load.fanout.RecordPublisher;
import dev.chirp.load.process.Instance;
import java.util.ArrayList;
import java.util.List;

/** What 1 % of a channel's readers, who read nothing, do to the others. */
final class FanoutStalled {
    private static final int MEMBERS = 1_000;
    private static final int STALLING = MEMBERS / 100;
    private static final int PAIRS = 5;
    /** Enough to fill a stalled reader's buffers, 170 KB in all, in five seconds, and no more than the machine can do. */
    private static final int RATE = 4;

    private static final int DOCUMENT_BYTES = 8_000;
    private static final int CYCLE_SECONDS = 8;

    private FanoutStalled() {}

    static void measure(Session session, FanoutServers servers, List<Figure> figures) throws Exception {
        Instance instance = servers.start(List.of(), List.of());
        try (RecordPublisher records = servers.records();
                OneChannel channel = new OneChannel(servers, instance.address(), 1, MEMBERS, STALLING)) {
            channel.fleet().openAll(60_000);
            int cycles = session.full() ? 5 : 2;
            session.say("Warming up, then %d pairs of 2 x %d s", PAIRS, cycles * CYCLE_SECONDS);
            phase(records, channel, 4, false);
            List<Double> moved = new ArrayList<>();
            List<Double> alone = new ArrayList<>();
            for (int pair = 0; pair < PAIRS; pair++) {
                boolean stalledFirst = pair % 2 == 1;
                double first = phase(records, channel, cycles, stalledFirst);
                double second = phase(records, channel, cycles, !stalledFirst);
                double without = stalledFirst ? second : first;
                double with = stalledFirst ? first : second;
                session.say("  p95 %.1f ms without, %.1f ms beside stalled readers", without, with);
                alone.add(without);
                moved.add(100 * (with / without - 1));
            }
            figures.add(Figure.of("stalled: p95 of a channel of 1,000 without", "ms", median(alone)));
            figures.add(Figure.below("stalled: p95 of the others moves by", "%", median(moved), 10));
            figures.add(Figure.atLeast(
                    "stalled: readers cut with 4008",
                    "count",
                    instance.meter("fanout_closes_total", "code=\"4008\""),
                    STALLING * PAIRS));
            figures.add(Figure.below(
                    "stalled: sockets without all events at the end", "count", (double) channel.awaitAll(records), 1));
            figures.add(Figure.below(
                    "stalled: invariants of all cursors violated",
                    "count",
                    (double) channel.fleet().tally().violationCount(),
                    1));
            channel.fleet().tally().violations().forEach(wrong -> session.say("  VIOLATION %s", wrong));
        }
    }

    /** The 95th percentile of those who read, in ms. */
    private static double phase(RecordPublisher records, OneChannel channel, int cycles, boolean stalled)
            throws InterruptedException {
        channel.awaitAll(records);
        channel.latencies().clear();
        for (int cycle = 0; cycle < cycles; cycle++) {
            if (stalled && cycle == 0) {
                channel.stall();
            } else if (stalled) {
                channel.stallAgain();
            }
            records.atRate(RATE, CYCLE_SECONDS, DOCUMENT_BYTES, n -> channel.user());
        }
        double p95 = channel.latencies().percentile(95);
        if (stalled) {
            channel.readAgain();
        }
        return p95;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
