package dev.chirp.messaging;

import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import tools.jackson.databind.JsonNode;

/**
 * Writes state and events in one READ COMMITTED transaction; one per service, shared by its consumers and sweepers.
 * Blocking, safe for use by many threads. Takes one connection per transaction, and a further one for an instant after
 * commits, to wake the relay: the pool holds two connections more than threads that write.
 */
public final class EventWriter implements AutoCloseable {
    private static final int ATTEMPTS = 10;

    private final DataSource dataSource;
    private final RelayWakeUp wakeUp;

    public EventWriter(DataSource dataSource) {
        this.dataSource = dataSource;
        this.wakeUp = new RelayWakeUp(dataSource);
    }

    /**
     * Runs the body and appends its events as the last statement before commit. A deadlock, a serialization failure or
     * a lock time-out runs the body again at once, at most {@value #ATTEMPTS} times in all.
     *
     * @return what the body returned
     * @throws SQLException after a rollback, or when the outcome of the commit is unknown
     */
    public <T> T inTransaction(TransactionBody<T> body) throws SQLException {
        return write(body::in);
    }

    /** As {@link #inTransaction}, for bodies that write events with headers of their own. */
    <T> T write(DraftsBody<T> body) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(body);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !SqlFailure.isLostRace(e)) {
                    throw e;
                }
            }
        }
    }

    /** Runs the body, appends its events and rolls everything back. */
    <T> T simulate(DraftsBody<T> body) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Drafts tx = new Drafts(connection);
            try {
                T result = body.in(tx);
                tx.flush();
                return result;
            } finally {
                connection.rollback();
            }
        }
    }

    DataSource dataSource() {
        return dataSource;
    }

    private <T> T once(DraftsBody<T> body) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Drafts tx = new Drafts(connection);
            T result;
            try {
                result = body.in(tx);
                tx.flush();
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                rollback(connection, e);
                throw e;
            }
            if (!tx.events.isEmpty()) {
                wakeUp.request();
            }
            return result;
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Stops waking the relay; transactions that still run are not touched. */
    @Override
    public void close() {
        wakeUp.close();
    }

    /** A {@link TransactionBody} that sees the trees. */
    @FunctionalInterface
    interface DraftsBody<T> {
        T in(Drafts tx) throws SQLException;
    }

    /** The events of one transaction, as the trees that {@code append_events} takes. */
    static final class Drafts implements EventTransaction {
        private final Connection connection;
        private final List<JsonNode> events = new ArrayList<>();

        Drafts(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Connection connection() {
            return connection;
        }

        @Override
        public void append(EventDraft draft) {
            events.add(EventJson.MAPPER.valueToTree(draft));
        }

        /** An event with headers that an {@link EventDraft} does not have. */
        void append(JsonNode draft) {
            events.add(draft);
        }

        /** The types of the events so far. */
        List<String> types() {
            return events.stream()
                    .map(event -> event.required("type").asString())
                    .toList();
        }

        private void flush() throws SQLException {
            if (events.isEmpty()) {
                return;
            }
            try (PreparedStatement append = connection.prepareStatement("SELECT FROM append_events(?::jsonb)")) {
                append.setString(1, EventJson.MAPPER.writeValueAsString(events));
                append.execute();
            }
        }
    }
}
