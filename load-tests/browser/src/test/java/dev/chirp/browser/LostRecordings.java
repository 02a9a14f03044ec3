package dev.chirp.browser;

import dev.chirp.contracts.event.Lane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;

/** Captures of the demo account whose recordings are missing from the store, as after a disk that was lost. */
final class LostRecordings {
    private static final String ACCEPT = """
        SELECT accept_capture(u.id, NULL, NULL, 'lost.wav', 'audio/wav', 'uploads/lost-%d', 'aa', 100, 9.0, NULL,
            gen_random_uuid(), %d, '{"source": "api-gateway", "schema_version": "1.0"}')
        FROM app_user u WHERE username = 'demo'\
        """;

    private final Path data;
    private final String postgres;
    private int count;

    /** @param postgres host and port */
    LostRecordings(Path data, String postgres) {
        this.data = data;
        this.postgres = postgres;
    }

    String demoPassword() throws IOException {
        return property("demo.env", "CHIRP_PASSWORD");
    }

    /** Accepts so many captures without a recording. */
    void accept(int more) throws SQLException, IOException {
        int lane = Lane.of(String.valueOf(number("SELECT id FROM app_user WHERE username = 'demo'")));
        for (int i = 0; i < more; i++) {
            try (Connection connection = connect()) {
                connection.createStatement().execute(ACCEPT.formatted(count++, lane));
            }
        }
    }

    void awaitDeadLetters(long wanted) throws Exception {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (number("SELECT count(*) FROM dead_letter") < wanted) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("fewer than " + wanted + " dead letters after 60 s");
            }
            Thread.sleep(100);
        }
    }

    /** Puts the same recording where each of them should be. */
    void restore(byte[] recording) throws IOException {
        Path uploads = Files.createDirectories(data.resolve("uploads"));
        for (int i = 0; i < count; i++) {
            Files.write(uploads.resolve("lost-" + i), recording);
        }
    }

    private long number(String query) throws SQLException, IOException {
        try (Connection connection = connect();
                ResultSet row = connection.createStatement().executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Connection connect() throws SQLException, IOException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + postgres + "/chirp",
                "postgres",
                property("secrets.env", "CHIRP_DB_PASSWORD_SUPERUSER"));
    }

    private String property(String file, String name) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(data.resolve(file))) {
            properties.load(reader);
        }
        return properties.getProperty(name);
    }
}
