package dev.chirp.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the poll thread, which brings records, and the virtual threads, which handle one message each. One lock
 * guards mailboxes, offsets and gate; it is never held while a message is handled.
 */
final class Dispatcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    /** Bound of the values held, in flight or backed up. */
    private static final long MAX_BYTES = 32 << 20;

    /** What the meters show; taken at one instant. */
    record Load(int inFlight, int backedUp, int running, boolean open, Optional<Instant> oldest) {
        static final Load NONE = new Load(0, 0, 0, true, Optional.empty());

        double ageSeconds() {
            return oldest.map(time ->
                            Math.max(0, Duration.between(time, Instant.now()).toMillis() / 1000.0))
                    .orElse(0.0);
        }
    }

    private final ConsumerSettings settings;
    private final Handler handler;
    private final ConsumerMeters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition finished = lock.newCondition();
    private final Mailboxes mailboxes = new Mailboxes();
    private final Map<Integer, OffsetTracker> trackers = new HashMap<>();
    private final Gate gate = new Gate(new SplittableRandom());
    private final ScheduledExecutorService timer;
    private boolean stopping;

    Dispatcher(ConsumerSettings settings, Handler handler, ConsumerMeters meters) {
        this.settings = settings;
        this.handler = handler;
        this.meters = meters;
        this.timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                .daemon()
                .name(settings.group().groupId() + "-timer")
                .factory());
    }

    void offer(Message message) {
        locked(() -> {
            trackers.computeIfAbsent(message.partition(), partition -> new OffsetTracker())
                    .begin(message.offset(), message.time());
            mailboxes.offer(message);
            startReady();
        });
    }

    /** How many parked keys may be taken over now; none while a dependency is away. */
    int roomForParkedKeys() {
        lock.lock();
        try {
            return stopping || !gate.open()
                    ? 0
                    : Math.max(
                            0, settings.parallelism() - mailboxes.parkedKeys().size());
        } finally {
            lock.unlock();
        }
    }

    void offerParkedKeys(List<Message> claimed) {
        locked(() -> {
            claimed.forEach(mailboxes::offerParked);
            startReady();
        });
    }

    List<String> unfinishedParkedKeys() {
        lock.lock();
        try {
            return mailboxes.parkedKeys();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a further poll of this many records stays within the bounds. */
    boolean hasRoom(int records) {
        return holding(() -> gate.open()
                && mailboxes.inFlight() + records <= settings.maxInFlight()
                && mailboxes.backedUp() + records <= settings.maxQueued()
                && mailboxes.bytes() < MAX_BYTES);
    }

    /** Per partition, the offset from which a successor must read. */
    Map<Integer, Long> committable() {
        lock.lock();
        try {
            Map<Integer, Long> offsets = new HashMap<>();
            trackers.forEach((partition, tracker) -> offsets.put(partition, tracker.committable()));
            return offsets;
        } finally {
            lock.unlock();
        }
    }

    /** Starts nothing more of these partitions and waits a while for what runs; offsets stay until {@link #forget}. */
    void abandon(Set<Integer> partitions, Duration wait) {
        locked(() -> mailboxes.abandon(partitions));
        awaitRunning(wait);
    }

    void forget(Collection<Integer> partitions) {
        locked(() -> partitions.forEach(trackers::remove));
    }

    /** Starts nothing more at all and waits for what runs. */
    void stop(Duration wait) {
        locked(() -> stopping = true);
        awaitRunning(wait);
    }

    Load load() {
        lock.lock();
        try {
            return new Load(
                    mailboxes.inFlight(),
                    mailboxes.backedUp(),
                    mailboxes.running(),
                    gate.open(),
                    trackers.values().stream()
                            .flatMap(tracker -> tracker.oldest().stream())
                            .min(Instant::compareTo));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void awaitRunning(Duration wait) {
        lock.lock();
        try {
            long nanos = wait.toNanos();
            while (mailboxes.running() > 0 && nanos > 0) {
                nanos = finished.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void startReady() {
        while (!stopping && mailboxes.running() < settings.parallelism() && gate.admits(System.nanoTime())) {
            Mailbox mailbox = mailboxes.start();
            if (mailbox == null) {
                return;
            }
            Message head = mailbox.queue.element();
            boolean probe = gate.enter();
            Thread.ofVirtual().name(settings.group().groupId() + "-handler").start(() -> run(mailbox, head, probe));
        }
    }

    private void run(Mailbox mailbox, Message head, boolean probe) {
        long start = System.nanoTime();
        Handled handled = handler.handle(mailbox, head);
        meters.handled(handled, System.nanoTime() - start);
        locked(() -> {
            settle(mailbox, head, probe, handled);
            startReady();
            finished.signalAll();
        });
    }

    private void settle(Mailbox mailbox, Message head, boolean probe, Handled handled) {
        if (handled instanceof Handled.Away(String dependency, Throwable cause)) {
            mailboxes.again(mailbox);
            shut(probe, dependency, cause);
            return;
        }
        if (probe) {
            gate.opened();
            log.atInfo().addKeyValue("group", settings.group().groupId()).log("Dependency is back");
        }
        switch (handled) {
            case Handled.HeadDone done -> finish(mailbox, head);
            case Handled.CaughtUp caughtUp -> finish(mailbox, head);
            case Handled.Stuck(Duration after) -> {
                mailboxes.stop(mailbox);
                later(after, () -> mailboxes.resume(mailbox));
            }
            case Handled.Advanced advanced -> mailboxes.again(mailbox);
            case Handled.Away away -> throw new IllegalStateException("handled above");
        }
    }

    private void finish(Mailbox mailbox, Message head) {
        mailboxes.done(mailbox);
        OffsetTracker tracker = trackers.get(head.partition());
        if (tracker != null) {
            tracker.finish(head.offset());
        }
    }

    private void shut(boolean probe, String dependency, @Nullable Throwable cause) {
        if (gate.open()) {
            log.atWarn()
                    .addKeyValue("group", settings.group().groupId())
                    .addKeyValue("dependency", dependency)
                    .setCause(cause)
                    .log("Dependency is away; consumer paused");
        }
        later(gate.failed(probe, System.nanoTime()), () -> {});
    }

    private void later(Duration delay, Runnable change) {
        if (!stopping) {
            Future<?> _ = timer.schedule(
                    () -> locked(() -> {
                        change.run();
                        startReady();
                    }),
                    delay.toNanos(),
                    TimeUnit.NANOSECONDS);
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private boolean holding(BooleanSupplier question) {
        lock.lock();
        try {
            return question.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }
}
