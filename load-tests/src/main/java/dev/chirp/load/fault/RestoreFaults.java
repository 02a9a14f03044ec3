package dev.chirp.load.fault;

import dev.chirp.embedded.Migrations;
import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.PostgresSettings;
import dev.chirp.embedded.Secrets;
import dev.chirp.load.check.Database;
import dev.chirp.load.check.LostHistory;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.SeparatePlatform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The database is restored into a new cluster, by {@code docs/runbook/restore.md} and with its script. */
final class RestoreFaults {
    private static final String SCRIPT = "/runbook/restore.sql";
    private static final Duration REFUSAL_TIMEOUT = Duration.ofMinutes(2);

    /** Events that the relay has yet to publish, and events that a consumer has yet to apply. */
    private static final String UNPUBLISHED = "SELECT count(*) FROM outbox_events WHERE status = 'pending'";

    private static final String UNAPPLIED = """
        SELECT count(*) FROM event e JOIN consumer_registration r ON r.topic = e.topic
            LEFT JOIN position p ON p.consumer = r.consumer AND p.stream = e.stream AND p.key = e.key
        WHERE coalesce(p.last_seq, 0) < e.seq
        """;

    private RestoreFaults() {}

    /** Nothing is committed after the dump. */
    static void intoNewCluster(Site site) throws Exception {
        stopServices(site);
        restore(site, dump(site));
    }

    /**
     * What is committed and published after the dump is lost, and its numbers are given again. What was on its way to the
     * worker in the dump it has handled since, and committed its offsets in Kafka.
     */
    static void fromOldDump(Site site) throws Exception {
        site.platform().service("classify-worker").kill();
        site.passMillis(2_000, 4_000);
        Path dump = dump(site);
        site.platform().run("classify-worker");
        site.passMillis(5_000, 8_000);
        stopServices(site);
        restore(site, dump);
    }

    /** Workers and relay first, so that there are events that are not applied, and some that are not even published. */
    private static void stopServices(Site site) throws Exception {
        SeparatePlatform platform = site.platform();
        platform.service("classify-worker").kill();
        platform.service("art-worker").kill();
        site.passMillis(2_000, 4_000);
        platform.service("outbox-relay").kill();
        site.passMillis(2_000, 4_000);
        for (String service : List.of("api-gateway", "device-ingest", "notify-fanout")) {
            platform.service(service).stop();
        }
    }

    /** A new cluster with all that is committed now; returns its folder, in which nothing runs any more. */
    private static Path dump(Site site) throws Exception {
        Path data = site.platform().data();
        Path folder = Files.createTempDirectory(data, "dump");
        Secrets secrets = Secrets.in(data.resolve("secrets.env"));
        try (PostgresServer server = PostgresServer.start(new PostgresSettings(folder, 0, true, secrets))) {
            Migrations.run(server, secrets);
            try (Connection from = site.database().connect();
                    Connection to =
                            server.administrator(PostgresServer.DATABASE).getConnection()) {
                site.say("rows dumped: " + RowCopy.run(from, to));
            }
        }
        return folder;
    }

    private static void restore(Site site, Path dump) throws Exception {
        SeparatePlatform platform = site.platform();
        try {
            LostHistory before = LostHistory.all(site.database());
            exchange(site, dump);
            LostHistory lost = before.without(LostHistory.all(site.database()));
            site.lost(lost);
            site.say("lost: %d captures, %d events; restored: %d events not published, %d not applied"
                    .formatted(
                            lost.captures().size(),
                            lost.eventIds().size(),
                            site.database().number(UNPUBLISHED),
                            site.database().number(UNAPPLIED)));
            expectRefusal(site);
            runScript(site);
        } finally {
            for (String service : SeparatePlatform.SERVICES) {
                platform.launch(service);
            }
        }
        for (String service : SeparatePlatform.SERVICES) {
            platform.awaitUp(service);
        }
    }

    private static void exchange(Site site, Path dump) throws Exception {
        long before = systemIdentifier(site.database());
        site.platform().postgres().end("INT");
        Path data = site.platform().data().resolve("postgres/data");
        Files.move(data, dump.resolve("lost"));
        Files.move(dump.resolve("data"), data);
        DatabaseFaults.start(site);
        if (systemIdentifier(site.database()) == before) {
            throw new IllegalStateException("the cluster is still the same");
        }
    }

    private static long systemIdentifier(Database database) throws SQLException {
        return database.number("SELECT system_identifier FROM pg_control_system()");
    }

    private static void expectRefusal(Site site) throws Exception {
        site.platform().launch("outbox-relay");
        ChirpProcess relay = site.platform().service("outbox-relay");
        try {
            site.say(relay.awaitLine("The relay refuses to publish", REFUSAL_TIMEOUT));
        } finally {
            relay.kill();
        }
        awaitNoService(site.database());
    }

    /** PostgreSQL notices a moment later that the other end of a connection is gone. */
    private static void awaitNoService(Database database) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + REFUSAL_TIMEOUT.toNanos();
        while (database.number("SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'chirp\\_%'") > 0
                && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }
    }

    private static void runScript(Site site) throws Exception {
        Database database = site.database();
        database.execute(script());
        site.say("after %s: %d events to publish, epoch %d"
                .formatted(SCRIPT, database.number(UNPUBLISHED), database.number("SELECT epoch FROM stream_epoch")));
    }

    /** Publishes again only what it must: the hour for consumers elsewhere would be the whole run. */
    private static String script() throws IOException {
        try (InputStream in = Objects.requireNonNull(RestoreFaults.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            return "SET chirp.republish = '0 s';\n" + new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
