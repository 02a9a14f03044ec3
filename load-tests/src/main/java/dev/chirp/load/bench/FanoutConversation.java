package dev.chirp.load.bench;

import dev.chirp.load.fanout.FanoutServers;
import dev.chirp.load.fanout.MixedLoad;
import dev.chirp.load.fanout.RecordPublisher;
import dev.chirp.load.measure.CpuTime;
import dev.chirp.load.measure.Latencies;
import dev.chirp.load.process.Instance;
import java.util.List;

/** 5,000 sockets, 50 of which are one channel with 100 messages a second. */
final class FanoutConversation {
    private static final int SINGLES = 4_950;
    private static final int MEMBERS = 50;
    private static final int MESSAGES_PER_SECOND = 100;
    private static final long OPEN_TIMEOUT_MS = 120_000;

    private FanoutConversation() {}

    static void measure(Session session, FanoutServers servers, List<Figure> figures) throws Exception {
        Instance instance = servers.start(List.of(), List.of());
        try (RecordPublisher records = servers.records();
                MixedLoad load = new MixedLoad(servers, records, instance, SINGLES, MEMBERS)) {
            load.fleet().openAll(OPEN_TIMEOUT_MS);
            int seconds = session.full() ? 120 : 30;
            session.say(
                    "%d messages/s to %d of %,d sockets for %d s",
                    MESSAGES_PER_SECOND, MEMBERS, SINGLES + MEMBERS, seconds);
            load.publishToMembers(MESSAGES_PER_SECOND, 15);
            load.awaitAll();
            load.forget();
            CpuTime before = CpuTime.now(List.of(instance.pid()));
            load.publishToMembers(MESSAGES_PER_SECOND, seconds);
            double cpu = CpuTime.now(List.of(instance.pid())).since(before);
            long lost = load.awaitAll();
            Latencies latencies = load.ofMembers();
            figures.add(Figure.atLeast(
                    "conversation: deliveries",
                    "count",
                    (double) latencies.count(),
                    50.0 * MESSAGES_PER_SECOND * seconds));
            figures.add(Figure.below("conversation: lost", "count", (double) lost, 1));
            figures.add(Figure.of("conversation: record to socket, p50", "ms", latencies.percentile(50)));
            figures.add(Figure.below("conversation: record to socket, p95", "ms", latencies.percentile(95), 100));
            figures.add(Figure.of("conversation: processor time of notify-fanout", "% of one", 100 * cpu / seconds));
        }
    }
}
