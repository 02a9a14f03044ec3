package dev.chirp.load.bench;

import dev.chirp.contracts.event.DomainEvent.CaptureAccepted;
import dev.chirp.load.measure.Latencies;
import dev.chirp.messaging.Effect;
import dev.chirp.messaging.EventListener;
import dev.chirp.messaging.Failure;
import dev.chirp.messaging.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Fails every event of one user, and notes how old the others' events are when their turn comes. */
final class PoisonedListener implements EventListener {
    private final String poisoned;
    private final AtomicReference<String> killNext = new AtomicReference<>("");
    private final SynchronousQueue<Long> deaths = new SynchronousQueue<>();
    private volatile Latencies latencies = new Latencies();

    PoisonedListener(String poisoned) {
        this.poisoned = poisoned;
    }

    /** Begins to note anew. */
    Latencies restart() {
        latencies = new Latencies();
        return latencies;
    }

    /** Gives the next event up for this reason; the time, in nanoseconds, right before its dead letter is written. */
    long awaitDeath(String reason, Runnable write) throws InterruptedException {
        killNext.set(reason);
        write.run();
        Long at = deaths.poll(30, TimeUnit.SECONDS);
        return at == null ? System.nanoTime() : at;
    }

    @Override
    public Effect on(Received event) throws Failure {
        String reason = killNext.getAndSet("");
        if (!reason.isEmpty()) {
            throw new Failure.Hopeless(reason, "as the benchmark wants it", null);
        }
        if (event.key().equals(poisoned)) {
            throw new Failure.MessageFault("poisoned", "as the benchmark wants it", null);
        }
        if (event.event() instanceof CaptureAccepted accepted) {
            latencies.record(Math.max(
                    0, Duration.between(accepted.recordedAt(), Instant.now()).toNanos()));
        }
        return Effect.none();
    }

    @Override
    public Effect onDead(Received event, String reason, String detail) {
        return reason.startsWith("bench_") ? tx -> offer(System.nanoTime()) : Effect.none();
    }

    private void offer(long at) {
        try {
            deaths.offer(at, 5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
