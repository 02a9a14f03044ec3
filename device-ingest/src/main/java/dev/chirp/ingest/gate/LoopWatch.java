package dev.chirp.ingest.gate;

import dev.chirp.ingest.meter.IngestMeter;
import dev.chirp.telemetry.LivenessCheck;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks from the thread {@code frames-watch} whether event loops still do what they are asked: gives each an empty task and
 * takes the time until it is done. One that does not come to it for 10 s hangs, and the process with it is to be restarted.
 */
final class LoopWatch implements SmartLifecycle, LivenessCheck {
    private static final Logger log = LoggerFactory.getLogger(LoopWatch.class);
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final Duration STALL = Duration.ofMillis(5);
    private static final Duration HUNG = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final Supplier<? extends Collection<? extends Executor>> loops;
    private final LongSupplier nanoTime;
    private final Timer delays;
    private final Counter stalls;
    /** When a loop was asked that has not answered, by {@code nanoTime}. */
    private final Map<Executor, Long> asked = new ConcurrentHashMap<>();

    private @Nullable ScheduledExecutorService timer;

    LoopWatch(Supplier<? extends Collection<? extends Executor>> loops, LongSupplier nanoTime, MeterRegistry meters) {
        this.loops = loops;
        this.nanoTime = nanoTime;
        this.delays = IngestMeter.LOOP_DELAY.timer(meters);
        this.stalls = IngestMeter.LOOP_STALLS.counter(meters);
    }

    /** Asks each loop that owes no answer. */
    void ask() {
        for (Executor loop : loops.get()) {
            long now = nanoTime.getAsLong();
            if (asked.putIfAbsent(loop, now) == null) {
                try {
                    loop.execute(() -> answer(loop, now));
                } catch (RejectedExecutionException e) {
                    asked.remove(loop); // It has ended, in order.
                }
            }
        }
    }

    private void answer(Executor loop, long since) {
        asked.remove(loop);
        long delay = nanoTime.getAsLong() - since;
        delays.record(delay, TimeUnit.NANOSECONDS);
        if (delay > STALL.toNanos()) {
            stalls.increment();
        }
    }

    @Override
    public Optional<String> hung() {
        long now = nanoTime.getAsLong();
        return asked.values().stream().anyMatch(since -> now - since > HUNG.toNanos())
                ? Optional.of("An event loop of device connections has not answered for " + HUNG.toSeconds() + " s")
                : Optional.empty();
    }

    private void watch() {
        try {
            ask();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("An event loop cannot be watched");
        }
    }

    @Override
    public void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("frames-watch").factory());
        var _ = started.scheduleWithFixedDelay(this::watch, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        timer = started;
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = timer;
        if (running != null) {
            running.shutdownNow();
            try {
                var _ = running.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            timer = null;
            asked.clear();
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }
}
