package dev.chirp.relay.wakeup;

import dev.chirp.relay.meter.RelayMeter;
import dev.chirp.relay.server.Database;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on {@code chirp_event}, which writers notify after they have committed. Runs on a thread of its own; a lost
 * connection costs latency, nothing else, and is opened again.
 */
public final class NotificationListener implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(NotificationListener.class);
    private static final Duration PROBE_EVERY = Duration.ofSeconds(5);
    private static final int LISTEN_MILLIS = 500;
    private static final long RECONNECT_NANOS = Duration.ofMillis(500).toNanos();

    private final Database database;
    private final WakeSignal signal;
    private final Counter wakeUps;
    private volatile boolean stopped;

    public NotificationListener(Database database, WakeSignal signal, MeterRegistry registry) {
        this.database = database;
        this.signal = signal;
        this.wakeUps = RelayMeter.WAKEUPS.counter(registry);
    }

    @Override
    public void run() {
        boolean connected = true;
        while (!stopped) {
            try (Connection connection = database.open("wake-up", PROBE_EVERY)) {
                connected = true;
                listen(connection);
            } catch (SQLException e) {
                if (connected) {
                    log.atWarn().addKeyValue("error", e.getMessage()).log("Notifications lost, polling meanwhile");
                }
                connected = false;
                pause();
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN chirp_event");
            signal.raise();
            long probeAt = System.nanoTime() + PROBE_EVERY.toNanos();
            PGConnection notifications = connection.unwrap(PGConnection.class);
            while (!stopped) {
                PGNotification[] received = notifications.getNotifications(LISTEN_MILLIS);
                if (received != null && received.length > 0) {
                    wakeUps.increment();
                    signal.raise();
                }
                if (System.nanoTime() - probeAt >= 0) {
                    statement.execute("SELECT 1");
                    probeAt = System.nanoTime() + PROBE_EVERY.toNanos();
                }
            }
        }
    }

    private void pause() {
        try {
            WakeSignal.pause(RECONNECT_NANOS);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    /** Ends the thread within half a second. */
    public void stop() {
        stopped = true;
    }
}
