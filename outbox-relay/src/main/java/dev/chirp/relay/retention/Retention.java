package dev.chirp.relay.retention;

import dev.chirp.relay.server.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops old days of the event table, one instance at a time. On a thread of its own, because a detach waits as long as
 * anybody reads.
 */
public final class Retention implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final Duration FOREVER = Duration.ZERO;
    private static final long LOCK = 0x6368697270646179L;

    private final Database database;
    private final RetentionSettings settings;
    private final InstantSource clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable EventLeaves working;

    /** @param database opens connections as the settings' role */
    public Retention(Database database, RetentionSettings settings, InstantSource clock) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void run() {
        if (settings.maintenancePassword().isEmpty()) {
            log.atWarn()
                    .addKeyValue("role", settings.maintenanceUser())
                    .log("Old event days are not dropped by this relay: relay.event.maintenance-password is not set");
            return;
        }
        try {
            do {
                work();
            } while (!stop.await(settings.retentionEvery().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() throws InterruptedException {
        try (Connection connection = database.open("retention", FOREVER)) {
            if (isAlone(connection)) {
                EventLeaves leaves = new EventLeaves(connection);
                working = leaves;
                pass(leaves);
            }
        } catch (SQLException e) {
            log.atWarn()
                    .addKeyValue("error", e.getMessage())
                    .addKeyValue("sql_state", e.getSQLState())
                    .log("Dropping old event days was interrupted");
        } finally {
            working = null;
        }
    }

    /** The lock goes with the connection. */
    private static boolean isAlone(Connection connection) throws SQLException {
        try (PreparedStatement take = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
            take.setLong(1, LOCK);
            try (ResultSet row = take.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private void pass(EventLeaves leaves) throws SQLException, InterruptedException {
        LocalDate oldestKept =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(settings.retentionDays());
        for (EventLeaf leaf : leaves.all()) {
            if (leaf.state() == EventLeaf.State.DETACHING) {
                leaves.completeDetach(leaf);
            }
        }
        for (EventLeaf leaf : leaves.all()) {
            if (stop.getCount() == 0 || !leaf.day().isBefore(oldestKept)) {
                break;
            }
            if (leaf.state() == EventLeaf.State.ATTACHED) {
                if (!leaves.isSettled(leaf)) {
                    log.atWarn()
                            .addKeyValue("day", leaf.day())
                            .log("An old event day is kept: it has events that are held or not published");
                    continue;
                }
                leaves.detach(leaf);
            }
            leaves.drop(leaf);
            log.atInfo().addKeyValue("day", leaf.day()).log("Event day dropped");
        }
        leaves.forgetDiscarded(leaves.all().getFirst().day());
    }

    /** Ends the thread; a detach that waits is interrupted, and completed by whoever works next. */
    public void stop() {
        stop.countDown();
        EventLeaves leaves = working;
        if (leaves != null) {
            try {
                leaves.cancel();
            } catch (SQLException e) {
                log.atDebug().setCause(e).log("Not cancelled");
            }
        }
    }
}
