package dev.chirp.load.bench;

import dev.chirp.load.process.ChirpProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** How fast a backlog goes that was written while its reader was frozen, so that what drains it is warm. */
final class BacklogDrain {
    private static final Duration LEASE_AND_MORE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private BacklogDrain() {}

    /**
     * Events per second from the first stored to the last; 0 when some never came.
     *
     * @param pids of the processes that drain
     */
    static double measure(Session session, List<Long> pids, EventLoad load, TopicWatch topic, int count, int keys)
            throws IOException, InterruptedException, ExecutionException {
        return measure(session, pids, load, topic, count, keys, () -> {});
    }

    /** @param begins is run at the moment in which they go on */
    static double measure(
            Session session, List<Long> pids, EventLoad load, TopicWatch topic, int count, int keys, Runnable begins)
            throws IOException, InterruptedException, ExecutionException {
        session.say("Backlog of %d events over %d keys", count, keys);
        topic.toEnd();
        for (long pid : pids) {
            ChirpProcess.signal("STOP", pid);
        }
        Thread.sleep(LEASE_AND_MORE);
        long writing = System.nanoTime();
        load.backlog(count, keys);
        session.say("  written at %.0f/s", count / ((System.nanoTime() - writing) / 1e9));
        begins.run();
        for (long pid : pids) {
            ChirpProcess.signal("CONT", pid);
        }
        long[] span = {Long.MAX_VALUE, Long.MIN_VALUE};
        long seen = topic.read(count, PATIENCE, (event, at) -> {
            span[0] = Math.min(span[0], at);
            span[1] = Math.max(span[1], at);
        });
        double rate = seen < count ? 0 : count * 1_000.0 / Math.max(1, span[1] - span[0]);
        session.say("  drained at %.0f/s, %d of %d", rate, seen, count);
        return rate;
    }
}
