package dev.chirp.browser;

import dev.chirp.contracts.event.Lane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Captures of the demo account whose recordings are missing from the store, as after a disk that was lost. */
final class LostRecordings {
    private static final String ACCEPT = """
        SELECT accept_capture(u.id, NULL, NULL, 'lost.wav', 'audio/wav', 'uploads/lost-%d', 'aa', 100, 9.0, NULL,
            gen_random_uuid(), %d, '{"source": "api-gateway", "schema_version": "1.0"}')
        FROM app_user u WHERE username = 'demo'\
        """;

    private final Site site;
    private int count;

    LostRecordings(Site site) {
        this.site = site;
    }

    /** Accepts so many captures without a recording. */
    void accept(int more) throws SQLException, IOException {
        int lane = Lane.of(String.valueOf(number("SELECT id FROM app_user WHERE username = 'demo'")));
        for (int i = 0; i < more; i++) {
            try (Connection connection = site.connect()) {
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
        Path uploads = Files.createDirectories(site.data().resolve("uploads"));
        for (int i = 0; i < count; i++) {
            Files.write(uploads.resolve("lost-" + i), recording);
        }
    }

    private long number(String query) throws SQLException, IOException {
        try (Connection connection = site.connect();
                ResultSet row = connection.createStatement().executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
