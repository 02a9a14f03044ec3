package dev.chirp.messaging;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** The database's epoch, at most 5 s old. */
final class CachedEpoch {
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    private record Seen(long epoch, long atNanos) {}

    private final DataSource dataSource;
    private volatile Seen seen = new Seen(0, System.nanoTime() - FRESH_NANOS);

    CachedEpoch(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    long get() throws SQLException {
        Seen last = seen;
        if (System.nanoTime() - last.atNanos < FRESH_NANOS) {
            return last.epoch;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT epoch FROM stream_epoch");
                ResultSet row = select.executeQuery()) {
            row.next();
            seen = new Seen(row.getLong(1), System.nanoTime());
            return seen.epoch;
        }
    }
}
