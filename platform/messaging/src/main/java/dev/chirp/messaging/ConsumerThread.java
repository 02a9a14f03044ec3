package dev.chirp.messaging;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The poll thread of one run of a consumer; after an error of the Kafka client it begins anew with a fresh one. */
final class ConsumerThread {
    private static final Logger log = LoggerFactory.getLogger(ConsumerThread.class);
    private static final Duration BACK_OFF = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final ConsumerSettings settings;
    private final EventWriter events;
    private final EventListener listener;
    private final ConsumerMeters meters;
    private final Supplier<Consumer<byte[], byte[]>> kafka;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile long lastRoundNanos = System.nanoTime();

    /** @param kafka opens a consumer of the group */
    ConsumerThread(
            ConsumerSettings settings,
            EventWriter events,
            EventListener listener,
            ConsumerMeters meters,
            Supplier<Consumer<byte[], byte[]>> kafka) {
        this.settings = settings;
        this.events = events;
        this.listener = listener;
        this.meters = meters;
        this.kafka = kafka;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name(settings.group().groupId() + "-poll")
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Returns when the thread is gone, or has had its time to finish what it was handling. */
    void stop() {
        stopped.countDown();
        try {
            thread.join(settings.stopTimeout().plus(CLOSE_TIMEOUT.multipliedBy(3)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Duration sinceLastRound() {
        return Duration.ofNanos(System.nanoTime() - lastRoundNanos);
    }

    private void run() {
        while (running()) {
            try {
                Registration.ensure(events.dataSource(), settings);
                consume();
            } catch (SQLException | RuntimeException e) {
                log.atWarn()
                        .addKeyValue("group", settings.group().groupId())
                        .setCause(e)
                        .log("Consumer begins anew");
                lastRoundNanos = System.nanoTime();
                pause();
            }
        }
    }

    private void consume() {
        JdbcInbox inbox = new JdbcInbox(settings.group(), settings.failures(), events);
        Handler handler = new Handler(settings.group().stream(), inbox, listener, settings.failures());
        try (Dispatcher dispatcher = new Dispatcher(settings, handler, meters);
                Upkeep upkeep =
                        new Upkeep(events.dataSource(), settings.group(), settings.failures(), dispatcher, meters);
                Replayer replayer = new Replayer(settings.group(), events, listener, settings.stopTimeout())) {
            upkeep.start();
            replayer.start();
            Consumer<byte[], byte[]> consumer = kafka.get();
            try {
                PollLoop loop = new PollLoop(
                        consumer,
                        settings.group().stream().topic(),
                        new RecordReader(settings.group().stream().streamName()),
                        dispatcher,
                        meters);
                loop.subscribe();
                while (running()) {
                    lastRoundNanos = System.nanoTime();
                    loop.poll();
                }
                loop.leave(settings.stopTimeout());
            } finally {
                dispatcher.stop(Duration.ZERO);
                consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
            }
        }
    }

    private boolean running() {
        return stopped.getCount() > 0;
    }

    private void pause() {
        try {
            stopped.await(BACK_OFF.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
