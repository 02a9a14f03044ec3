package dev.chirp.load.bench;

import dev.chirp.load.check.Consistency;
import dev.chirp.load.check.Database;
import dev.chirp.load.client.Chirper;
import dev.chirp.load.gatling.GatlingRun;
import dev.chirp.load.process.SeparatePlatform;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The servers, every service as a process of its own, and users who may upload. */
final class LoadSite implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMinutes(15);

    private final Session session;
    private final String part;
    private final SeparatePlatform platform;
    private final Path tokens;

    /** @param part whose folder it gets */
    LoadSite(Session session, String part, int users) throws Exception {
        this.session = session;
        this.part = part;
        this.platform = SeparatePlatform.start(session.folder(part), new Random(1));
        try (HttpClient http = HttpClient.newHttpClient()) {
            List<Chirper> signedUp = Users.signUp(http, gateway(), users, session);
            this.tokens = Files.write(
                    session.folder(part).resolve("tokens"),
                    signedUp.stream().map(Chirper::token).toList());
        } catch (Exception e) {
            platform.close();
            throw e;
        }
    }

    private String gateway() {
        return platform.urlOf("api-gateway");
    }

    /** Lets Gatling upload to the gateway. */
    GatlingRun play(String simulation, Map<String, Object> settings) throws Exception {
        Map<String, Object> all = new LinkedHashMap<>(settings);
        all.put("url", gateway());
        all.put("tokens", tokens);
        Map<String, Long> watched = new LinkedHashMap<>();
        SeparatePlatform.SERVICES.forEach(
                service -> watched.put(service, platform.service(service).pid()));
        watched.put("postgres", platform.postgres().pid());
        GatlingRun run = GatlingRun.play(simulation, session.folder(part), all, watched);
        say(session, run);
        return run;
    }

    static void say(Session session, GatlingRun run) {
        session.say("  answers by status: %s", run.answers().statuses());
        session.say("  processors, %% of one core: %s", run.processorPercent());
        session.say("  Gatling's report: %s", run.report());
    }

    /** Waits until everything that was accepted is through, and looks for what is missing. */
    void nothingLost(List<Long> accepted, List<Figure> figures) throws Exception {
        Consistency consistency = new Consistency(new Database(platform));
        long start = System.nanoTime();
        boolean quiet = consistency.awaitQuiet(QUIET);
        figures.add(Figure.of(part + ": until all is processed", "s", (System.nanoTime() - start) / 1e9));
        List<String> wrong = new ArrayList<>(consistency.violations(accepted, List.of()));
        if (!quiet) {
            wrong.add("not quiet after " + QUIET);
        }
        wrong.forEach(one -> session.say("  VIOLATION %s", one));
        figures.add(Figure.below(part + ": lost, doubled or left behind", "count", wrong.size(), 1));
    }

    @Override
    public void close() {
        platform.close();
    }
}
