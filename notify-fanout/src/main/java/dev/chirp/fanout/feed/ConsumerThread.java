package dev.chirp.fanout.feed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that reads from Kafka until it is stopped, and opens another consumer when one fails. */
final class ConsumerThread {
    private static final Logger log = LoggerFactory.getLogger(ConsumerThread.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    /** Brokers that are away are not waited for: without a goodbye the group finds out by itself. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final String name;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Work work;
    private final Duration retryPause;
    private volatile boolean running;
    private volatile @Nullable Consumer<byte[], byte[]> open;
    private @Nullable Thread thread;

    /** What is done with a consumer, over and over; it polls once or a few times. */
    interface Work {
        /** A consumer has been opened; {@link #read} follows until it fails or the thread is stopped. */
        void opened(Consumer<byte[], byte[]> consumer);

        void read(Consumer<byte[], byte[]> consumer) throws InterruptedException;

        /** The thread is being stopped; the consumer is closed after this. */
        default void closing(Consumer<byte[], byte[]> consumer) {}
    }

    ConsumerThread(String name, Supplier<Consumer<byte[], byte[]>> consumers, Duration retryPause, Work work) {
        this.name = name;
        this.consumers = consumers;
        this.retryPause = retryPause;
        this.work = work;
    }

    private void run() {
        while (running) {
            try {
                use(consumers.get());
            } catch (WakeupException e) {
                log.debug("Woken up to stop");
            } catch (RuntimeException | Error e) {
                // Also an IllegalStateException: a partition can be lost while it is paused or set back. Were this
                // thread to end, live events would stop and nothing else would.
                log.atWarn().addKeyValue("consumer", name).setCause(e).log("Consumer failed, opening another");
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void use(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        open = consumer;
        try {
            work.opened(consumer);
            read(consumer);
            close(consumer);
        } finally {
            open = null;
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        }
    }

    private void read(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        try {
            while (running) {
                work.read(consumer);
            }
        } catch (WakeupException e) {
            log.debug("Woken up to stop");
        }
    }

    private void close(Consumer<byte[], byte[]> consumer) {
        try {
            work.closing(consumer);
        } catch (WakeupException late) {
            work.closing(consumer);
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(retryPause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /** Waits for the end of what is being read, for 5 s at most. */
    void stop() {
        running = false;
        Consumer<byte[], byte[]> consumer = open;
        if (consumer != null) {
            consumer.wakeup();
        }
        Thread stopping = thread;
        if (stopping != null) {
            try {
                stopping.join(STOP_TIMEOUT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean isRunning() {
        return running;
    }
}
