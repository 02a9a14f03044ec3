package dev.chirp.relay;

import dev.chirp.relay.check.Refusal;
import dev.chirp.relay.check.TopicCheck;
import dev.chirp.relay.lane.LaneSettings;
import dev.chirp.relay.lane.Lanes;
import dev.chirp.relay.maintenance.Maintenance;
import dev.chirp.relay.publish.KafkaSettings;
import dev.chirp.relay.publish.PublishMeters;
import dev.chirp.relay.publish.Publisher;
import dev.chirp.relay.retention.Retention;
import dev.chirp.relay.server.Database;
import dev.chirp.relay.wakeup.NotificationListener;
import dev.chirp.relay.wakeup.PollSettings;
import dev.chirp.relay.wakeup.WakeSignal;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs tenures one after the other for as long as the service lives. Threads: {@code relay-publish} (this loop, reading
 * and handing over), {@code relay-lease}, {@code relay-wakeup}, {@code relay-maintenance}, {@code relay-retention}, and the producer's own.
 */
final class Relay implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(5);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final Database database;
    private final KafkaSettings kafkaSettings;
    private final LaneSettings laneSettings;
    private final PollSettings pollSettings;
    private final Lanes lanes;
    private final WakeSignal wake = new WakeSignal();
    private final PublishMeters meters;
    private final NotificationListener listener;
    private final Maintenance maintenance;
    private final Retention retention;
    private volatile RelayState state = new RelayState.Waiting("not started");
    private volatile boolean stopping;
    private volatile List<Thread> threads = List.of();
    private @Nullable Publisher publisher;
    private @Nullable UUID earlier;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    Relay(
            Database database,
            KafkaSettings kafkaSettings,
            LaneSettings laneSettings,
            PollSettings pollSettings,
            int retentionDays,
            Retention retention,
            MeterRegistry registry) {
        this.database = database;
        this.kafkaSettings = kafkaSettings;
        this.laneSettings = laneSettings;
        this.pollSettings = pollSettings;
        this.lanes = new Lanes();
        this.meters = new PublishMeters(registry);
        this.listener = new NotificationListener(database, wake, registry);
        this.maintenance = new Maintenance(database, lanes, retentionDays, registry);
        this.retention = retention;
    }

    RelayState state() {
        return state;
    }

    int lanesOwned() {
        return lanes.count();
    }

    @Override
    public void start() {
        threads = List.of(
                Thread.ofPlatform().name("relay-publish").start(this::publish),
                Thread.ofPlatform().name("relay-wakeup").start(listener),
                Thread.ofPlatform().name("relay-maintenance").start(maintenance),
                Thread.ofPlatform().daemon().name("relay-retention").start(retention));
    }

    private void publish() {
        while (!stopping) {
            try {
                serve();
            } catch (Refusal e) {
                state = new RelayState.Refused(String.valueOf(e.getMessage()));
                log.atError().addKeyValue("reason", e.getMessage()).log("The relay refuses to publish");
                rest(REFUSED_PAUSE.toMillis());
            } catch (InterruptedException e) {
                stopping = true;
            } catch (Exception e) {
                state = new RelayState.Waiting(String.valueOf(e.getMessage()));
                log.atWarn()
                        .addKeyValue("error", e.getClass().getSimpleName())
                        .addKeyValue("reason", e.getMessage())
                        .log("Publishing interrupted");
                rest(pauseMillis);
                pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
            }
        }
        dropPublisher();
        state = new RelayState.Stopped();
    }

    private void serve() throws Exception {
        Publisher producer = publisher();
        try (var tenure = new Tenure(database, laneSettings, pollSettings, lanes, wake, producer, meters)) {
            try {
                state = new RelayState.Running();
                tenure.run(earlier, () -> stopping);
            } finally {
                earlier = tenure.instance();
                if (tenure.overslept() || producer.isBroken()) {
                    dropPublisher();
                    meters.producerReplaced(producer.isBroken() ? "broken" : "overslept");
                }
            }
        }
    }

    private Publisher publisher() {
        Publisher current = publisher;
        if (current == null) {
            current = new Publisher(kafkaSettings, TopicCheck.partitions(kafkaSettings.client()), meters, wake::raise);
            publisher = current;
        }
        return current;
    }

    private void dropPublisher() {
        if (publisher != null) {
            publisher.close();
            publisher = null;
        }
    }

    private void rest(long millis) {
        try {
            long until = System.nanoTime()
                    + Duration.ofMillis(millis + jitter(millis)).toNanos();
            for (long left = until - System.nanoTime(); left > 0 && !stopping; left = until - System.nanoTime()) {
                wake.await(left);
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    private static long jitter(long millis) {
        return ThreadLocalRandom.current().nextLong(millis / 4 + 1);
    }

    /** Hands the lanes over: what is under way is awaited, positions are persisted. */
    @Override
    public void stop() {
        stopping = true;
        listener.stop();
        maintenance.stop();
        retention.stop();
        wake.raise();
        try {
            for (Thread thread : threads) {
                thread.join(laneSettings.handOverTimeout().plusSeconds(3));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return threads.stream().anyMatch(Thread::isAlive);
    }
}
