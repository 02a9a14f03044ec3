package dev.chirp.fanout.database;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Calls actions again and again on the thread {@code fanout-ticks}; actions only begin work and do not block. */
public final class Ticks implements AutoCloseable {
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
        ScheduledFuture<?> ticking = timer.scheduleWithFixedDelay(action, millis, millis, TimeUnit.MILLISECONDS);
        return () -> ticking.cancel(false);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Ends with the thread.
    public void once(long millis, Runnable action) {
        timer.schedule(action, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
