package dev.chirp.cli.up;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that {@code up} starts as soon as all that it needs is ready, and stops within a bounded time. */
final class Part<T> {
    private static final Logger log = LoggerFactory.getLogger(Part.class);

    private final String name;
    private final CompletableFuture<T> started;
    private final Consumer<? super T> stop;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile boolean begun;
    private volatile long startNanos;
    private volatile long readyNanos;

    private Part(
            String name,
            Executor executor,
            BooleanSupplier cancelled,
            List<? extends Part<?>> needs,
            Callable<? extends T> start,
            Consumer<? super T> stop) {
        this.name = name;
        this.stop = stop;
        this.started = CompletableFuture.allOf(needs.stream().map(Part::started).toArray(CompletableFuture[]::new))
                .thenApplyAsync(ready -> run(cancelled, start), executor);
    }

    static <T> Part<T> of(
            String name,
            Executor executor,
            BooleanSupplier cancelled,
            List<? extends Part<?>> needs,
            Callable<? extends T> start,
            Consumer<? super T> stop) {
        return new Part<>(name, executor, cancelled, needs, start, stop);
    }

    private T run(BooleanSupplier cancelled, Callable<? extends T> start) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException(name);
        }
        begun = true;
        startNanos = System.nanoTime();
        try {
            return start.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        } finally {
            readyNanos = System.nanoTime();
        }
    }

    String name() {
        return name;
    }

    /** How long its own start took, without waiting for what it needs. */
    Duration took() {
        return Duration.ofNanos(readyNanos - startNanos);
    }

    /** False while, or because, something that it needs is missing. */
    boolean hasBegun() {
        return begun;
    }

    CompletableFuture<T> started() {
        return started;
    }

    /** Only for a part that is needed by the caller's part, so that it is there. */
    T get() {
        return started.join();
    }

    /** Stops what was started; a second call does nothing. What takes longer than {@code patience} is left behind. */
    void stop(Duration patience) {
        if (!begun || !stopped.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<Void> done = started.thenAcceptAsync(stop, Thread::startVirtualThread);
        try {
            done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.atWarn().addKeyValue("part", name).log("Part did not stop in time");
        } catch (ExecutionException e) {
            if (!started.isCompletedExceptionally()) {
                log.atWarn().addKeyValue("part", name).setCause(e.getCause()).log("Part did not stop cleanly");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
