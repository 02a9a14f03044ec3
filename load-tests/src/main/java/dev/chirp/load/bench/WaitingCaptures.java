package dev.chirp.load.bench;

import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.Lane;
import dev.chirp.load.check.Database;
import dev.chirp.load.client.Recordings;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.SeparatePlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Captures that are accepted without a gateway, and how fast workers classify them. */
final class WaitingCaptures {
    private static final int USERS = 64;
    private static final double SECONDS = 9;
    private static final int SAMPLE_RATE = 32_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String NEW_USERS = """
        INSERT INTO app_user (username, email, password_hash)
        SELECT 'bench-' || i, 'bench-' || i || '@example.org', 'x' FROM generate_series(1, ?) i RETURNING id\
        """;
    private static final String ACCEPT = """
        SELECT accept_capture(?, NULL, NULL, 'bench.wav', 'audio/wav', ?, 'aa', ?, 9.0, NULL, ?, ?,
            '{"source": "api-gateway", "schema_version": "1.0"}')\
        """;

    private final Database database;
    private final Path uploads;
    private final List<Long> users = new ArrayList<>();
    private final List<byte[]> songs = new ArrayList<>();

    WaitingCaptures(SeparatePlatform platform) throws IOException, SQLException {
        database = new Database(platform);
        uploads = Files.createDirectories(platform.blobs().resolve("uploads"));
        Recordings recordings = new Recordings(SECONDS, SAMPLE_RATE);
        for (int i = 0; i < USERS; i++) {
            songs.add(recordings.next());
        }
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement(NEW_USERS)) {
            insert.setInt(1, USERS);
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    users.add(row.getLong(1));
                }
            }
        }
    }

    /**
     * Captures per second, from the moment in which the workers go on.
     *
     * @param begins is run at that moment
     */
    double measure(Session session, List<Long> workers, TopicWatch topic, int count, Runnable begins)
            throws IOException, SQLException, InterruptedException {
        session.say("%d captures wait for %d workers", count, workers.size());
        topic.toEnd();
        for (long worker : workers) {
            ChirpProcess.signal("STOP", worker);
        }
        accept(count);
        long published = topic.read(count, PATIENCE, (event, at) -> {});
        begins.run();
        long start = System.nanoTime();
        for (long worker : workers) {
            ChirpProcess.signal("CONT", worker);
        }
        while (pending() > 0 && System.nanoTime() - start < PATIENCE.toNanos()) {
            Thread.sleep(50);
        }
        double rate = published < count ? 0 : count / ((System.nanoTime() - start) / 1e9);
        session.say("  classified at %.0f/s", rate);
        return rate;
    }

    /** Accepts captures at a rate; how long the one that took longest was not classified, in ms by PostgreSQL's clock. */
    double longestWait(int perSecond, int seconds) throws IOException, SQLException, InterruptedException {
        long first = number("SELECT coalesce(max(id), 0) FROM capture");
        try (Connection connection = database.connect();
                PreparedStatement accept = connection.prepareStatement(ACCEPT)) {
            long start = System.nanoTime();
            for (int i = 0; i < perSecond * seconds; i++) {
                TimeUnit.NANOSECONDS.sleep(start + i * 1_000_000_000L / perSecond - System.nanoTime());
                accept(accept, i);
            }
        }
        long end = System.nanoTime();
        while (pending() > 0 && System.nanoTime() - end < PATIENCE.toNanos()) {
            Thread.sleep(50);
        }
        return number("SELECT coalesce(max(extract(epoch FROM coalesce(classified_at, now()) - created_at) * 1000),"
                + " 0)::bigint FROM capture WHERE id > " + first);
    }

    private void accept(int count) throws IOException, SQLException {
        try (Connection connection = database.connect();
                PreparedStatement accept = connection.prepareStatement(ACCEPT)) {
            for (int i = 0; i < count; i++) {
                accept(accept, i);
            }
        }
    }

    private void accept(PreparedStatement accept, int index) throws IOException, SQLException {
        byte[] song = songs.get(index % USERS);
        String key = "uploads/" + EventId.next();
        Files.write(uploads.resolveSibling(key), song);
        long user = users.get(index % USERS);
        accept.setLong(1, user);
        accept.setString(2, key);
        accept.setLong(3, song.length);
        accept.setObject(4, EventId.next());
        accept.setInt(5, Lane.of(Long.toString(user)));
        accept.execute();
    }

    private long pending() throws SQLException {
        return number("SELECT count(*) FROM capture WHERE status = 'pending'");
    }

    private long number(String query) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement select = connection.prepareStatement(query);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
