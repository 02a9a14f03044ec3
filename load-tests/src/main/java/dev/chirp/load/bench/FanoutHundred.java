package dev.chirp.load.bench;

import dev.chirp.load.fanout.FanoutServers;
import dev.chirp.load.fanout.OneChannel;
import dev.chirp.load.fanout.RecordPublisher;
import dev.chirp.load.measure.CpuTime;
import dev.chirp.load.process.Instance;
import java.util.List;

/** A small site: 100 sockets of one channel and a message a second for half an hour, in a heap of 64 MB. */
final class FanoutHundred {
    private static final int SOCKETS = 100;
    private static final int DOCUMENT_BYTES = 600;
    private static final List<String> SMALL_HEAP = List.of("-Xmx64m", "-XX:ReservedCodeCacheSize=64m", "-Xss512k");

    private FanoutHundred() {}

    static void measure(Session session, FanoutServers servers, List<Figure> figures) throws Exception {
        Instance instance = servers.start(SMALL_HEAP, List.of());
        try (RecordPublisher records = servers.records();
                OneChannel channel = new OneChannel(servers, instance.address(), 1, SOCKETS, 0)) {
            channel.fleet().openAll(60_000);
            int minutes = session.full() ? 30 : 4;
            session.say("%d sockets and a message a second for %d min", SOCKETS, minutes + 2);
            records.atRate(1, 120, DOCUMENT_BYTES, n -> channel.user());
            channel.latencies().clear();
            long heap = instance.liveHeapKb();
            long resident = instance.residentKb();
            CpuTime before = CpuTime.now(List.of(instance.pid()));
            records.atRate(1, minutes * 60.0, DOCUMENT_BYTES, n -> channel.user());
            double cpu = CpuTime.now(List.of(instance.pid())).since(before);
            long lost = channel.awaitAll(records);
            long heapAfter = instance.liveHeapKb();
            long residentAfter = instance.residentKb();
            figures.add(Figure.below("hundred: sockets without all messages", "count", (double) lost, 1));
            figures.add(Figure.below("hundred: resident memory", "MB", residentAfter / 1_024.0, 200));
            figures.add(Figure.of("hundred: resident memory grew by", "MB", (residentAfter - resident) / 1_024.0));
            figures.add(Figure.below("hundred: live heap grew by", "KB", (double) heapAfter - heap, 1_024));
            figures.add(
                    Figure.below("hundred: processor time of the server", "% of one", 100 * cpu / (minutes * 60), 5));
            figures.add(Figure.below(
                    "hundred: record to socket, p99", "ms", channel.latencies().percentile(99), 100));
        }
    }
}
