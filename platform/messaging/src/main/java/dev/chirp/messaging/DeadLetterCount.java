package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the open dead letters of a group every few seconds, for the alert. */
final class DeadLetterCount implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterCount.class);
    private static final int EVERY_SECONDS = 5;

    private final DataSource dataSource;
    private final String consumer;
    private final ConsumerMeters meters;
    private final ScheduledExecutorService timer;

    DeadLetterCount(DataSource dataSource, ConsumerGroup group, ConsumerMeters meters) {
        this.dataSource = dataSource;
        this.consumer = group.groupId();
        this.meters = meters;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name(consumer + "-dead-letter-count").factory());
    }

    void start() {
        Future<?> _ = timer.scheduleWithFixedDelay(this::count, 0, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void count() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT count(*) FROM dead_letter WHERE consumer = ? AND state = 'OPEN'")) {
            select.setString(1, consumer);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                meters.deadLettersOpen(row.getLong(1));
            }
        } catch (SQLException | RuntimeException e) {
            log.atDebug().setCause(e).log("Dead letters not counted");
        }
    }

    @Override
    public void close() {
        timer.shutdown();
    }
}
