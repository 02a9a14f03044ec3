package dev.chirp.relay.maintenance;

import dev.chirp.relay.lane.Lanes;
import dev.chirp.relay.lane.OwnedLane;
import dev.chirp.relay.meter.RelayMeter;
import dev.chirp.relay.server.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes days hourly and measures the backlog every two seconds, on a thread and a connection of its own. */
public final class Maintenance implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(2);
    private static final Duration DAYS_EVERY = Duration.ofHours(1);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final Database database;
    private final Lanes lanes;
    private final int retentionDays;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Backlog backlog = Backlog.NONE;
    private volatile EventDays.Count days = EventDays.Count.UNKNOWN;

    public Maintenance(Database database, Lanes lanes, int retentionDays, MeterRegistry registry) {
        this.database = database;
        this.lanes = lanes;
        this.retentionDays = retentionDays;
        RelayMeter.OUTBOX_PENDING.gauge(registry, () -> backlog.pending());
        RelayMeter.OUTBOX_OLDEST_AGE.gauge(registry, () -> backlog.oldestAgeSeconds());
        RelayMeter.DAYS_AHEAD.gauge(registry, () -> days.ahead());
        RelayMeter.DAYS_KEPT.gauge(registry, () -> days.kept());
        RelayMeter.DAYS_OVERDUE.gauge(registry, () -> days.overdue());
        RelayMeter.LANES_OWNED.gauge(registry, lanes::count);
        RelayMeter.HELD_KEYS.gauge(
                registry,
                () -> lanes.all().stream().mapToInt(OwnedLane::heldKeyCount).sum());
        RelayMeter.LANES_PAUSED.gauge(
                registry, () -> lanes.all().stream().filter(OwnedLane::isPaused).count());
    }

    @Override
    public void run() {
        try {
            do {
                work();
            } while (!stop.await(SAMPLE_EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() throws InterruptedException {
        try (Connection connection = database.open("maintenance", ANSWER_WITHIN)) {
            try (Statement set = connection.createStatement()) {
                set.execute("SET enable_seqscan = off");
                set.execute("SET max_parallel_workers_per_gather = 0");
            }
            long daysAt = System.nanoTime();
            do {
                if (System.nanoTime() - daysAt >= 0) {
                    EventDays.create(connection);
                    daysAt = System.nanoTime() + DAYS_EVERY.toNanos();
                }
                days = EventDays.count(connection, retentionDays);
                backlog = Backlog.of(connection, lanes.all());
            } while (!stop.await(SAMPLE_EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (SQLException e) {
            log.atWarn()
                    .addKeyValue("error", e.getMessage())
                    .addKeyValue("sql_state", e.getSQLState())
                    .log("Maintenance interrupted");
        }
    }

    /** Ends the thread after what it is doing. */
    public void stop() {
        stop.countDown();
    }
}
