package dev.chirp.load.fault;

import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.SeparatePlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Services that are killed, frozen or doubled. */
final class ProcessFaults {
    /** Longer than a lane's lease (2 s). */
    private static final Duration BEYOND_THE_LEASE = Duration.ofSeconds(5);

    /** Longer than a consumer may be silent (10 s). */
    private static final Duration BEYOND_THE_SESSION = Duration.ofSeconds(20);

    private ProcessFaults() {}

    /** Each service once, in random order, at random points; the next one while the last one still starts. */
    static void killEach(Site site) throws Exception {
        List<String> order = new ArrayList<>(SeparatePlatform.SERVICES);
        Collections.shuffle(order, site.random());
        for (String service : order) {
            site.passMillis(200, 2_500);
            kill(site, service);
        }
        for (String service : order) {
            site.platform().awaitUp(service);
        }
    }

    /** Kills one service again and again, most of the times before it is up again. */
    static Scenario.Script killRepeatedly(String service, int times) {
        return site -> {
            for (int i = 0; i < times; i++) {
                if (site.random().nextInt(3) == 0) {
                    site.platform().awaitUp(service);
                }
                site.passMillis(0, 4_000);
                kill(site, service);
            }
            site.platform().awaitUp(service);
        };
    }

    /** Nothing is identified for the time of an outage, and all of it later. */
    static void withoutInference(Site site) throws Exception {
        String service = "classify-worker";
        site.away(() -> site.platform().service(service).kill(), () -> {
            site.say("captures to identify when the worker comes back: "
                    + site.database().number("SELECT count(*) FROM capture WHERE status = 'pending'"));
            site.platform().run(service);
        });
    }

    private static void kill(Site site, String service) throws Exception {
        site.platform().service(service).kill();
        site.platform().launch(service);
    }

    /** Each of those that take no uploads, long enough for Kafka to give its partitions to nobody. */
    static void freezeEach(Site site) throws Exception {
        for (String service : List.of("classify-worker", "art-worker", "notify-fanout")) {
            freeze(site, service);
            site.passMillis(1_000, 4_000);
        }
    }

    /** Devices talk to nobody else; what they were not answered they send again. */
    static void freezeIngest(Site site) throws Exception {
        freeze(site, "device-ingest");
        site.passMillis(1_000, 4_000);
    }

    private static void freeze(Site site, String service) throws Exception {
        long frozen = site.platform().service(service).pid();
        ChirpProcess.signal("STOP", frozen);
        try {
            site.pass(BEYOND_THE_SESSION);
        } finally {
            ChirpProcess.signal("CONT", frozen);
        }
    }

    /** A frozen owner of lanes loses them to the other one, and wakes up with what it had in its hands. */
    static void freezeRelay(Site site) throws Exception {
        try (ChirpProcess second = site.platform().runSecond("outbox-relay")) {
            long frozen = site.platform().service("outbox-relay").pid();
            for (int i = 0; i < (site.full() ? 5 : 1); i++) {
                site.passMillis(1_000, 3_000);
                ChirpProcess.signal("STOP", frozen);
                site.pass(BEYOND_THE_LEASE);
                ChirpProcess.signal("CONT", frozen);
            }
            site.passMillis(1_000, 2_000);
            site.say("the second relay ended with " + second.stop());
        }
    }

    /** Of two relays now one, now the other is killed. */
    static void killTwoRelays(Site site) throws Exception {
        for (int i = 0; i < 3; i++) {
            try (ChirpProcess second = site.platform().runSecond("outbox-relay")) {
                site.passMillis(1_000, 4_000);
                kill(site, "outbox-relay");
                site.platform().awaitUp("outbox-relay");
                site.passMillis(1_000, 4_000);
                second.kill();
            }
        }
    }
}
