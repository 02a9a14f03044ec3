package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a consumer looks after beside its records: parked keys that are due, and counts for the alerts. */
final class Upkeep implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration CLAIM_EVERY = Duration.ofMillis(200);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(2);

    private static final String DEAD_LETTERS = """
        SELECT original_topic, failure_reason, count(*),
            greatest(0, extract(epoch FROM clock_timestamp() - min(created_at)))::float8
        FROM dead_letter WHERE consumer = ? AND state = 'OPEN' GROUP BY original_topic, failure_reason\
        """;
    private static final String PARKED = """
        SELECT count(*), count(*) FILTER (WHERE state = 'HELD'), coalesce(sum(known_seq - seq), 0)
        FROM parked WHERE consumer = ?\
        """;

    /** The open dead letters of one topic that have one reason. */
    record DeadLetters(String topic, String reason, long open, double oldestAgeSeconds) {}

    /** Keys off the path of their mailbox. */
    record ParkedCount(long keys, long held, long followers) {}

    private final DataSource dataSource;
    private final String consumer;
    private final ParkedKeys parkedKeys;
    private final Dispatcher dispatcher;
    private final ConsumerMeters meters;
    private final ScheduledExecutorService timer;

    Upkeep(
            DataSource dataSource,
            ConsumerGroup group,
            FailurePolicy policy,
            Dispatcher dispatcher,
            ConsumerMeters meters) {
        this.dataSource = dataSource;
        this.consumer = group.groupId();
        this.parkedKeys = new ParkedKeys(dataSource, group, policy);
        this.dispatcher = dispatcher;
        this.meters = meters;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name(consumer + "-upkeep").factory());
    }

    void start() {
        every(CLAIM_EVERY, this::claim, "Parked keys not looked for");
        every(COUNT_EVERY, this::count, "Dead letters not counted");
    }

    private void every(Duration period, Task task, String failure) {
        Future<?> _ = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (Exception | Error e) {
                        // Thrown on, it would end the timer without a word.
                        if (!SqlFailure.isDatabaseAway(e)) {
                            log.atWarn().setCause(e).log(failure);
                        }
                    }
                },
                0,
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void claim() throws SQLException {
        int room = dispatcher.roomForParkedKeys();
        if (room > 0) {
            dispatcher.offerParkedKeys(parkedKeys.claim(room));
        }
    }

    private void count() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement letters = connection.prepareStatement(DEAD_LETTERS);
                PreparedStatement parked = connection.prepareStatement(PARKED)) {
            letters.setString(1, consumer);
            parked.setString(1, consumer);
            List<DeadLetters> open = new ArrayList<>();
            try (ResultSet row = letters.executeQuery()) {
                while (row.next()) {
                    open.add(new DeadLetters(row.getString(1), row.getString(2), row.getLong(3), row.getDouble(4)));
                }
            }
            try (ResultSet row = parked.executeQuery()) {
                row.next();
                meters.counted(open, new ParkedCount(row.getLong(1), row.getLong(2), row.getLong(3)));
            }
        }
    }

    /** Looks for nothing more and gives back what nobody has begun to work on. */
    @Override
    public void close() {
        timer.shutdown();
        List<String> unfinished = dispatcher.unfinishedParkedKeys();
        if (!unfinished.isEmpty()) {
            try {
                parkedKeys.release(unfinished);
            } catch (SQLException | RuntimeException e) {
                log.atDebug().setCause(e).log("Parked keys not given back; their lease ends by itself");
            }
        }
    }

    @FunctionalInterface
    private interface Task {
        void run() throws SQLException;
    }
}
