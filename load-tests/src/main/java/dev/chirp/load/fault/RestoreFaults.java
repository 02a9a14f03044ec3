package dev.chirp.load.fault;

import dev.chirp.load.check.Database;
import dev.chirp.load.check.LostHistory;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.SeparatePlatform;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The database is restored into a new cluster, by {@code docs/runbook/restore.md} and with its script. */
final class RestoreFaults {
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
        restore(site, restoration(site).dump());
    }

    /**
     * What is committed and published after the dump is lost, and its numbers are given again. What was on its way to the
     * worker in the dump it has handled since, and committed its offsets in Kafka.
     */
    static void fromOldDump(Site site) throws Exception {
        site.platform().service("classify-worker").kill();
        site.passMillis(2_000, 4_000);
        Path dump = restoration(site).dump();
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

    private static Restoration restoration(Site site) {
        return new Restoration(site.platform(), site.database(), site::say);
    }

    private static void restore(Site site, Path dump) throws Exception {
        SeparatePlatform platform = site.platform();
        try {
            LostHistory before = LostHistory.all(site.database());
            restoration(site).exchange(dump);
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
        restoration(site).runScript();
        site.say("after %s: %d events to publish, epoch %d"
                .formatted(
                        Restoration.SCRIPT,
                        site.database().number(UNPUBLISHED),
                        site.database().number("SELECT epoch FROM stream_epoch")));
    }
}
