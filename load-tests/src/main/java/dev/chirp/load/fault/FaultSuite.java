package dev.chirp.load.fault;

import dev.chirp.load.check.Consistency;
import dev.chirp.load.check.Database;
import dev.chirp.load.check.Footprint;
import dev.chirp.load.check.LostHistory;
import dev.chirp.load.check.TopicContents;
import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.LiveSocket;
import dev.chirp.load.client.Recordings;
import dev.chirp.load.process.SeparatePlatform;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Runs scenarios one after the other on one platform of real processes, each under the same load, and inspects everything
 * after each.
 */
public final class FaultSuite implements AutoCloseable {
    private static final int USERS = 12;
    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final Duration BEFORE = Duration.ofSeconds(1);
    private static final Duration AFTER = Duration.ofSeconds(1);
    private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration TOPIC_TIMEOUT = Duration.ofSeconds(40);
    private static final Duration LIVE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration BACK_TIMEOUT = Duration.ofSeconds(90);

    private final SmallDisks disks;
    private final SeparatePlatform platform;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Recordings recordings = new Recordings(3, 8_000);
    private final Database database;
    private final Consistency consistency;
    private final TopicContents topics;
    private final Site site;
    private final Footprint baseline;
    private long clips;

    /**
     * Starts a platform and measures what it needs after a little load.
     *
     * @param servers below the services
     * @param seed decides when and what is killed
     * @param out for progress
     */
    public FaultSuite(Path folder, boolean full, Servers servers, long seed, Consumer<String> out)
            throws IOException, InterruptedException, SQLException {
        Random random = new Random(seed);
        this.disks = servers == Servers.SMALL_DISKS ? SmallDisks.in(folder) : SmallDisks.none();
        this.platform = SeparatePlatform.start(folder, random, servers.option());
        this.database = new Database(platform);
        this.consistency = new Consistency(database);
        this.topics = new TopicContents(
                database, Objects.requireNonNull(platform.environment().get("CHIRP_KAFKA_BOOTSTRAP_SERVERS")));
        Crowd crowd = new Crowd(http, platform.url(), USERS);
        this.site = new Site(platform, disks, database, crowd, random, full, out);
        Load warmUp = new Load(crowd, recordings);
        try (warmUp) {
            site.pass(WARM_UP);
        }
        this.clips = warmUp.clips();
        consistency.awaitQuiet(DRAIN_TIMEOUT);
        this.baseline = Footprint.of(platform, database);
        out.accept("baseline: " + baseline.describe());
    }

    /** The names of the scenarios of a profile above such servers, in the order in which they run. */
    public static List<String> names(boolean full, Servers servers) {
        return Scenarios.ALL.stream()
                .filter(one -> full || one.profile() == Scenario.Profile.SHORT)
                .filter(one -> one.servers() == servers)
                .map(Scenario::name)
                .toList();
    }

    /** Runs the scenario of this name; whatever goes wrong in it is among its violations. */
    public Outcome run(String name) throws Exception {
        Scenario scenario = Scenarios.ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("scenario: " + name));
        site.crowd().signInAgain();
        forgetSprites();
        site.lost(LostHistory.NONE);
        long duplicatesBefore = topics.duplicates();
        List<String> violations = new ArrayList<>();
        long start = System.nanoTime();
        Load load = new Load(site.crowd(), recordings);
        try (load) {
            site.pass(BEFORE);
            scenario.script().run(site);
            site.pass(AFTER);
        } catch (IOException | SQLException | RuntimeException e) {
            violations.add("the scenario itself failed: " + e);
        }
        long drained = System.nanoTime();
        Duration faultTime = Duration.ofNanos(drained - start);
        consistency.awaitQuiet(DRAIN_TIMEOUT);
        Duration drainTime = Duration.ofNanos(System.nanoTime() - drained);
        violations.addAll(answers(scenario, load));
        List<Long> expected = load.acknowledged().stream()
                .filter(capture -> !site.lost().captures().contains(capture))
                .toList();
        violations.addAll(consistency.violations(expected, site.poison()));
        violations.addAll(topics.violations(site.poison(), site.lost(), TOPIC_TIMEOUT));
        violations.addAll(life());
        Footprint footprint = baseline.awaitBack(platform, database, BACK_TIMEOUT);
        violations.addAll(baseline.exceededBy(footprint));
        return new Outcome(
                name,
                scenario.fault(),
                faultTime,
                load.acknowledged().size(),
                load.refused().size(),
                load.longestSilence(),
                drainTime,
                topics.duplicates() - duplicatesBefore,
                footprint.describe(),
                violations);
    }

    /** One more upload by a user who looks on: it is told live, so the whole platform works again. */
    private List<String> life() {
        Chirper user = site.crowd().users().getFirst();
        try (LiveSocket socket = LiveSocket.open(http, user)) {
            socket.await(frame -> frame.event().equals("connected"), LIVE_TIMEOUT);
            long id = user.capture("clip.wav", recordings.next());
            socket.await(
                    frame -> frame.event().equals("new_capture")
                            && frame.data().required("id").asLong() == id,
                    LIVE_TIMEOUT);
            return List.of();
        } catch (IOException | InterruptedException | RuntimeException e) {
            return List.of("no live event after the fault: " + e);
        }
    }

    /** As a new version of the recipes does: so the art worker has something to do in each scenario. */
    private void forgetSprites() throws SQLException {
        database.execute(
                "BEGIN; DELETE FROM art_request; UPDATE bird SET sprite_checksum = NULL, recipe_version = NULL;"
                        + " COMMIT");
    }

    private List<String> answers(Scenario scenario, Load load) throws SQLException {
        List<String> wrong = new ArrayList<>();
        if (load.acknowledged().isEmpty()) {
            wrong.add("nothing was acknowledged");
        }
        if (new HashSet<>(load.acknowledged()).size() != load.acknowledged().size()) {
            wrong.add("one capture was acknowledged twice, for two uploads");
        }
        if (load.open() > 0) {
            wrong.add(load.open() + " uploads were never answered");
        }
        Map<String, List<Refusal>> refused = load.refused().stream()
                .filter(refusal -> !scenario.answers().allow(refusal))
                .collect(Collectors.groupingBy(refusal -> "status " + refusal.status()));
        refused.forEach((status, all) -> wrong.add("refused with %s, %d times: %s"
                .formatted(status, all.size(), all.getFirst().text())));
        // A device does not send again what it got rid of; what was lost before it was acknowledged, it does.
        clips += load.clips()
                - load.acknowledgedClips().stream()
                        .filter(site.lost().captures()::contains)
                        .count();
        long captures = database.number("SELECT count(*) FROM capture WHERE device_id = ANY ('{%s}')"
                .formatted(String.join(",", site.crowd().deviceIds())));
        if (captures != clips) {
            wrong.add("captures of the devices: %d (expected: %d, one per clip)".formatted(captures, clips));
        }
        // What one scenario has lost is not told again after the next.
        clips = captures;
        return wrong;
    }

    @Override
    public void close() throws IOException {
        topics.close();
        platform.close();
        http.close();
        disks.close();
    }
}
