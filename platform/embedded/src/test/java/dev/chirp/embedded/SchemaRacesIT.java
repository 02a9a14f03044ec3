package dev.chirp.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;

/**
 * Two transactions that meet in the functions of the schema, each race once as it is and once with the lock or the order
 * taken away that decides it: what the first shows is worth something because the second fails.
 */
class SchemaRacesIT {
    private static final String DATABASE = "races";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static boolean created;
    private long user;
    private long capture;

    @BeforeEach
    void newCapture() throws SQLException {
        if (!created) {
            TestServers.newDatabase(DATABASE);
            created = true;
        }
        user = number("INSERT INTO app_user (username, email, password_hash) VALUES ('u' || gen_random_uuid(),"
                + " gen_random_uuid() || '@example.org', 'x') RETURNING id");
        capture = number(
                "SELECT capture_id FROM accept_capture(%d, NULL, NULL, 'a.wav', 'audio/wav', 'uploads/%s', 'x', 1, 1,"
                                .formatted(user, EventId.next())
                        + " NULL, '%s', 0, '{}')".formatted(EventId.next()));
    }

    @ParameterizedTest
    @CsvSource({"as it is, processed", "without its lock, classified"})
    void aSpriteThatIsStoredWhileACaptureIsClassifiedReachesIt(String classify, String status) throws Exception {
        // Given: the bird has no sprite, and the transaction that classifies a capture of it has seen that
        String bird = "Avis " + capture;
        long birdId = number(
                "INSERT INTO bird (scientific_name, common_name) VALUES ('%s', 'A bird') RETURNING id".formatted(bird));
        try (Connection classifying = connect();
                Connection drawing = connect();
                Mutation mutation = new Mutation("classify_capture")) {
            if (classify.startsWith("without")) {
                mutation.replace(" FOR SHARE", "");
            }
            classifying.setAutoCommit(false);
            execute(
                    classifying,
                    "SELECT classify_capture(%d, 'pending', 'identified', '{\"scientific_name\": \"%s\", \"common_name\":"
                                    .formatted(capture, bird)
                            + " \"A bird\"}', 0.9, '[]', '[]', 'm', '1')");

            // When: the sprite is stored and the captures that wait for it are completed, then the first commits
            CompletableFuture<Void> drawn = inBackground(() -> {
                execute(drawing, "SELECT store_sprite('%s', 'A bird', 'checksum', 1)".formatted(bird));
                execute(drawing, "SELECT complete_captures(%d, 100)".formatted(birdId));
            });
            awaitEndOrBlock(drawing, drawn);
            classifying.commit();
            drawn.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        // Then
        assertThat(text("SELECT status FROM capture WHERE id = " + capture)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"capture before stream, 0", "stream before capture, 1"})
    void aCaptureThatIsDeletedWhileItIsClassifiedDeadlocksNobody(String order, int deadlocks) throws Exception {
        // Given: a transaction that has classified the capture and has not said so yet
        append();
        try (Connection classifying = connect();
                Connection deleting = connect();
                Mutation mutation = new Mutation("delete_capture")) {
            if (order.startsWith("stream")) {
                mutation.replace(
                        "\nBEGIN\n",
                        "\nBEGIN\nPERFORM FROM user_stream WHERE stream = 'capture.results' AND key = p_user_id::text"
                                + " FOR UPDATE;\n");
            }
            classifying.setAutoCommit(false);
            execute(
                    classifying,
                    "SELECT classify_capture(%d, 'pending', 'no_bird', NULL, NULL, '[]', '[]', 'm', '1')"
                            .formatted(capture));

            // When
            CompletableFuture<Void> deleted = inBackground(() -> execute(
                    deleting, "SELECT delete_capture(%d, %d, '%s', 0, '{}')".formatted(capture, user, EventId.next())));
            awaitEndOrBlock(deleting, deleted);
            Optional<String> first = failure(inBackground(() -> {
                execute(classifying, appended());
                commit(classifying);
            }));
            Optional<String> second = failure(deleted);

            // Then
            assertThat(first.stream().count() + second.stream().count()).isEqualTo(deadlocks);
            assertThat(first.or(() -> second).orElse("40P01")).isEqualTo("40P01");
        }
    }

    @Test
    void everyMutationFindsWhatItReplaces() throws SQLException {
        try (Mutation mutation = new Mutation("classify_capture")) {
            assertThat(mutation.replace(" FOR SHARE", "")).isTrue();
            assertThat(mutation.replace("no such text", "")).isFalse();
        }
    }

    /** A function that is changed for a while. */
    private static final class Mutation implements AutoCloseable {
        private final String original;

        Mutation(String function) throws SQLException {
            original = text("SELECT pg_get_functiondef('%s'::regproc)".formatted(function));
        }

        boolean replace(String text, String by) throws SQLException {
            try (Connection connection = connect()) {
                execute(connection, original.replace(text, by));
            }
            return original.contains(text);
        }

        @Override
        public void close() throws SQLException {
            try (Connection connection = connect()) {
                execute(connection, original);
            }
        }
    }

    private void append() throws SQLException {
        try (Connection connection = connect()) {
            execute(connection, appended());
        }
    }

    private String appended() {
        return ("SELECT append_events(jsonb_build_array(jsonb_build_object('event_id', '%s', 'stream',"
            + " 'capture.results', 'key', '%d', 'lane', 0, 'topic', 't', 'type', 't', 'headers', '{}'::jsonb,"
            + " 'payload', '{}'::jsonb)))")
                .formatted(EventId.next(), user);
    }

    /** Waits until the other transaction has ended or waits for a lock. */
    private static void awaitEndOrBlock(Connection other, CompletableFuture<Void> work) throws Exception {
        int pid = other.unwrap(PGConnection.class).getBackendPID();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!work.isDone() && number("SELECT cardinality(pg_blocking_pids(%d))".formatted(pid)) == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private static CompletableFuture<Void> inBackground(Runnable work) {
        return CompletableFuture.runAsync(work, Thread::startVirtualThread);
    }

    /** The SQLSTATE that work ends with. */
    private static Optional<String> failure(CompletableFuture<Void> work) {
        try {
            work.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.of(
                    e.getCause().getCause() instanceof SQLException refused ? refused.getSQLState() : e.toString());
        }
    }

    private static Connection connect() throws SQLException {
        return TestServers.postgres().administrator(DATABASE).getConnection();
    }

    private static void execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("commit", e);
        }
    }

    private static long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    private static String text(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
