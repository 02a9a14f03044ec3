package dev.chirp.load.fault;

import dev.chirp.embedded.Migrations;
import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.PostgresSettings;
import dev.chirp.embedded.Secrets;
import dev.chirp.load.check.Database;
import dev.chirp.load.process.SeparatePlatform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Consumer;

/** A copy of the database in a cluster of its own, put in the place of the database, with the runbook's script. */
public final class Restoration {
    /** As it is called on the class path. */
    static final String SCRIPT = "/runbook/restore.sql";

    private final SeparatePlatform platform;
    private final Database database;
    private final Consumer<String> out;

    public Restoration(SeparatePlatform platform, Database database, Consumer<String> out) {
        this.platform = platform;
        this.database = database;
        this.out = out;
    }

    /** A new cluster with all that is committed now; returns its folder, in which nothing runs any more. */
    public Path dump() throws IOException, SQLException {
        Path data = platform.data();
        Path folder = Files.createTempDirectory(data, "dump");
        Secrets secrets = Secrets.in(data.resolve("secrets.env"));
        try (PostgresServer server = PostgresServer.start(new PostgresSettings(folder, 0, true, secrets))) {
            Migrations.run(server, secrets);
            try (Connection from = database.connect();
                    Connection to =
                            server.administrator(PostgresServer.DATABASE).getConnection()) {
                out.accept("rows dumped: " + RowCopy.run(from, to));
            }
        }
        return folder;
    }

    /** Stops PostgreSQL and starts it with what was dumped; nothing may be connected. */
    public void exchange(Path dump) throws IOException, InterruptedException, SQLException {
        long before = systemIdentifier();
        platform.postgres().end("INT");
        Path data = platform.data().resolve("postgres/data");
        Files.move(data, dump.resolve("lost"));
        Files.move(dump.resolve("data"), data);
        platform.postgres().start();
        DatabaseFaults.awaitAnswer(database);
        if (systemIdentifier() == before) {
            throw new IllegalStateException("the cluster is still the same");
        }
    }

    /** The runbook's script: a new epoch, and what must be published again. */
    public void runScript() throws IOException, SQLException {
        database.execute(script());
    }

    private long systemIdentifier() throws SQLException {
        return database.number("SELECT system_identifier FROM pg_control_system()");
    }

    /** Publishes again only what it must: the hour for consumers elsewhere would be the whole run. */
    private static String script() throws IOException {
        try (InputStream in = Objects.requireNonNull(Restoration.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            return "SET chirp.republish = '0 s';\n" + new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
