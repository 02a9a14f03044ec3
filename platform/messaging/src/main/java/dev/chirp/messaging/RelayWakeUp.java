package dev.chirp.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the relay that there is something to publish: a NOTIFY outside any business transaction, because a NOTIFY
 * inside would serialise all commits. Requests made while one is on its way become one. Never fails its caller; the
 * relay polls anyway.
 */
final class RelayWakeUp implements AutoCloseable {
    static final String CHANNEL = "chirp_event";

    private static final Logger log = LoggerFactory.getLogger(RelayWakeUp.class);

    private final DataSource dataSource;
    private final Semaphore requested = new Semaphore(0);
    private volatile boolean closed;

    RelayWakeUp(DataSource dataSource) {
        this.dataSource = dataSource;
        Thread.ofVirtual().name("relay-wake-up").start(this::run);
    }

    void request() {
        requested.release();
    }

    private void run() {
        while (!closed) {
            requested.acquireUninterruptibly();
            requested.drainPermits();
            if (!closed) {
                send();
            }
        }
    }

    private void send() {
        try (Connection connection = dataSource.getConnection();
                Statement notify = connection.createStatement()) {
            notify.execute("NOTIFY " + CHANNEL);
        } catch (SQLException | RuntimeException e) {
            log.atDebug().setCause(e).log("Relay not woken");
        }
    }

    @Override
    public void close() {
        closed = true;
        requested.release();
    }
}
