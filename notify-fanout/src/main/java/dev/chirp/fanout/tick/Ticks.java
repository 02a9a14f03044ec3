package dev.chirp.fanout.tick;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls actions again and again on the thread {@code fanout-ticks}; actions only begin work and do not block. */
public final class Ticks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ticks.class);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("fanout-ticks").factory());

    /** Something that goes on until it is closed. */
    @FunctionalInterface
    public interface Tick extends AutoCloseable {
        @Override
        void close();
    }

    /** The first time after one period; ends when the answer is closed. */
    public Tick every(long millis, Runnable action) {
        ScheduledFuture<?> ticking =
                timer.scheduleWithFixedDelay(() -> run(action), millis, millis, TimeUnit.MILLISECONDS);
        return () -> ticking.cancel(false);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Ends with the thread.
    public void once(long millis, Runnable action) {
        timer.schedule(() -> run(action), millis, TimeUnit.MILLISECONDS);
    }

    /** A timer does nothing more for an action that has thrown, be it for want of memory or of a thread. */
    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            log.atWarn().setCause(e).log("Something that is done every so often failed this time");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
