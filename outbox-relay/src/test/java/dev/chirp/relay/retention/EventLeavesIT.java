package dev.chirp.relay.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.TestServers;
import java.io.Closeable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Days that come and go while others append and read. */
class EventLeavesIT {
    private static final String DATABASE = "event_leaves";
    // A deadline, not an expectation: machines that build are busy.
    private static final Duration SOON = Duration.ofSeconds(60);
    /** Whoever waits for a lock for longer than this gets an error, which no test here expects. */
    private static final String IMPATIENT = "SET lock_timeout = '100ms'";

    @BeforeAll
    static void create() {
        TestServers.newDatabase(DATABASE);
    }

    @Test
    void comesAndGoesBehindALongReaderWhileNobodyElseWaits() throws Exception {
        // Given
        var old = day("2001-02-03");
        AtomicLong appended = new AtomicLong();
        AtomicLong read = new AtomicLong();
        try (ExecutorService threads = Executors.newCachedThreadPool();
                // Also when the test fails: the threads are waited for.
                Closeable _ = () -> stopped = true;
                Connection reader = as(DatabaseRole.NOTIFY_FANOUT);
                Connection maintenance = as(DatabaseRole.MAINTENANCE)) {
            execute(maintenance, "SELECT create_event_day('" + old.day() + "')");
            execute(
                    maintenance,
                    "INSERT INTO event (day, lane, stream, key, seq, event_id, topic, type, headers,"
                            + " payload) VALUES ('" + old.day()
                            + "', 1, 's', 'k', 1, gen_random_uuid(), 't', 't', '{}', '{}')");
            List<Future<?>> load = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String key = "appender-" + i;
                load.add(threads.submit(repeat(appended, DatabaseRole.API_GATEWAY, append(key))));
            }
            load.add(threads.submit(repeat(read, DatabaseRole.ART_WORKER, "SELECT count(*) FROM event")));
            reader.setAutoCommit(false);
            execute(reader, "SELECT count(*) FROM event");

            // When
            for (int day = 1; day <= 3; day++) {
                execute(maintenance, "SELECT create_event_day('2001-03-0" + day + "')");
            }
            Future<?> detached = threads.submit(() -> {
                new EventLeaves(maintenance).detach(old);
                return null;
            });
            await().atMost(SOON).until(() -> isWaiting("DETACH"));
            goOn(load, appended, 300);
            goOn(load, read, 20);

            // Then
            assertThat(detached).as("waits for the reader").isNotDone();
            reader.commit();
            detached.get(60, TimeUnit.SECONDS);
            new EventLeaves(maintenance).drop(old);
            assertThat(leaf(maintenance, old)).isEmpty();
            goOn(load, appended, 50);
            stopped = true;
            for (Future<?> one : load) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void completesADetachThatWasInterrupted() throws Exception {
        // Given
        var old = day("2001-04-05");
        try (ExecutorService threads = Executors.newCachedThreadPool();
                Connection reader = as(DatabaseRole.NOTIFY_FANOUT);
                Connection maintenance = as(DatabaseRole.MAINTENANCE)) {
            execute(maintenance, "SELECT create_event_day('" + old.day() + "')");
            reader.setAutoCommit(false);
            execute(reader, "SELECT count(*) FROM event");
            var leaves = new EventLeaves(maintenance);
            Future<SQLException> interrupted = threads.submit(() -> {
                try {
                    leaves.detach(old);
                    return null;
                } catch (SQLException e) {
                    return e;
                }
            });
            await().atMost(SOON).until(() -> isWaiting("DETACH"));

            // When
            leaves.cancel();

            // Then
            Throwable cancelled = interrupted.get(60, TimeUnit.SECONDS);
            assertThat(cancelled).isNotNull();
            assertThat(leaf(maintenance, old)).map(EventLeaf::state).contains(EventLeaf.State.DETACHING);
            reader.commit();
            leaves.completeDetach(old);
            assertThat(leaf(maintenance, old)).map(EventLeaf::state).contains(EventLeaf.State.DETACHED);
            leaves.drop(old);
            assertThat(leaf(maintenance, old)).isEmpty();
        }
    }

    private volatile boolean stopped;

    private Callable<Void> repeat(AtomicLong count, DatabaseRole role, String sql) {
        return () -> {
            try (Connection connection = as(role);
                    Statement statement = connection.createStatement()) {
                statement.execute(IMPATIENT);
                while (!stopped) {
                    statement.execute(sql);
                    count.incrementAndGet();
                }
                return null;
            }
        };
    }

    /** Waits until so many more were done; a failure of any of them ends the wait. */
    private static void goOn(List<Future<?>> load, AtomicLong count, int more) {
        long enough = count.get() + more;
        await().atMost(SOON).until(() -> count.get() >= enough || load.stream().anyMatch(Future::isDone));
        assertThat(load.stream().anyMatch(Future::isDone))
                .as("somebody waited for a lock")
                .isFalse();
    }

    private static String append(String key) {
        return """
            SELECT FROM append_events(jsonb_build_array(jsonb_build_object('event_id', gen_random_uuid(), 'stream', 's',
                'key', '%s', 'lane', 1, 'topic', 't', 'type', 't', 'headers', '{}'::jsonb, 'payload', '{}'::jsonb)))\
            """.formatted(key);
    }

    private static boolean isWaiting(String command) throws SQLException {
        try (Connection connection =
                        TestServers.postgres().administrator(DATABASE).getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = ? AND query"
                                + " LIKE ?")) {
            select.setString(1, DATABASE);
            select.setString(2, "ALTER%" + command + "%");
            try (ResultSet found = select.executeQuery()) {
                return found.next();
            }
        }
    }

    private static EventLeaf day(String day) {
        return new EventLeaf(LocalDate.parse(day), EventLeaf.State.ATTACHED);
    }

    private static Optional<EventLeaf> leaf(Connection connection, EventLeaf like) throws SQLException {
        return EventLeaves.all(connection).stream()
                .filter(leaf -> leaf.day().equals(like.day()))
                .findFirst();
    }

    private static Connection as(DatabaseRole role) throws SQLException {
        return TestServers.postgres().as(role, DATABASE).getConnection();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
