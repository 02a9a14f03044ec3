package dev.chirp.relay;

import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writers as services have them: some transactions take their id early, some last long, some abort, all append last. */
final class EventWriters implements AutoCloseable {
    private static final int WRITERS = 6;
    private static final int KEYS = 12;
    private final DataSource source;
    private final String keyPrefix;
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean stopped;

    EventWriters(DataSource source, String keyPrefix) {
        this.source = source;
        this.keyPrefix = keyPrefix;
    }

    void start(long seed) {
        for (int writer = 0; writer < WRITERS; writer++) {
            var random = new Random(seed + writer);
            running.add(threads.submit(() -> write(random)));
        }
    }

    /** Appends one committed event. */
    void writeOne(String key) throws SQLException {
        try (Connection connection = source.getConnection()) {
            append(connection, List.of(draft(key)));
        }
        notifyRelay();
    }

    private Void write(Random random) throws Exception {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            while (!stopped) {
                if (random.nextInt(3) == 0) {
                    takeTransactionId(connection);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(20) == 0 ? 700 : random.nextInt(10));
                }
                List<EventDraft> drafts = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    drafts.add(draft(keyPrefix + random.nextInt(KEYS)));
                }
                append(connection, drafts);
                if (random.nextInt(6) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    if (random.nextBoolean()) {
                        notifyRelay(connection);
                    }
                }
                TimeUnit.MILLISECONDS.sleep(random.nextInt(25));
            }
        }
        return null;
    }

    private static void takeTransactionId(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_current_xact_id()");
        }
    }

    private static EventDraft draft(String key) {
        return EventDraft.of(
                EventType.CAPTURE_ACCEPTED,
                key,
                new EventDraft.Origin("relay-test", "capture/1", "request-1", null),
                JsonNodeFactory.instance.objectNode().put("user", key));
    }

    private static void append(Connection connection, List<EventDraft> drafts) throws SQLException {
        try (PreparedStatement append = connection.prepareStatement("SELECT * FROM append_events(?::jsonb)")) {
            append.setString(1, EventDraft.toJson(drafts));
            append.execute();
        }
    }

    private void notifyRelay() throws SQLException {
        try (Connection connection = source.getConnection()) {
            notifyRelay(connection);
        }
    }

    private static void notifyRelay(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("NOTIFY chirp_event");
        }
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    /** Ends the writers and fails if one of them had failed. */
    void stop() throws Exception {
        stopped = true;
        for (Future<?> writer : running) {
            writer.get(30, TimeUnit.SECONDS);
        }
        running.clear();
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
    }
}
