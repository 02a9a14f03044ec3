package dev.chirp.load.fault;

import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.Recordings;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.Instance;
import dev.chirp.load.process.NginxProcess;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.SeparatePlatform;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One of three gateways is lost while users upload through a balancer before them, which asks another one when one does not
 * answer: each upload has an Idempotency-Key, so none becomes two.
 */
final class GatewayLoss {
    private static final int USERS = 6;
    private static final Duration BEFORE = Duration.ofSeconds(2);
    private static final double ALLOWED_PERCENT = 1;

    private GatewayLoss() {}

    private interface Fault {
        void inflict(Instance gateway) throws Exception;
    }

    static void killed(Site site) throws Exception {
        lose(site, Instance::kill, Instance::startAgain);
    }

    static void frozen(Site site) throws Exception {
        lose(
                site,
                gateway -> ChirpProcess.signal("STOP", gateway.pid()),
                gateway -> ChirpProcess.signal("CONT", gateway.pid()));
    }

    private static void lose(Site site, Fault begin, Fault end) throws Exception {
        Optional<Path> nginx = NginxProcess.roots().findFirst();
        if (nginx.isEmpty()) {
            site.say("SKIPPED: the balancer is nginx, and there is none (Debian: nginx-light)");
            return;
        }
        try (Instance second = gateway(site);
                Instance third = gateway(site);
                NginxProcess balancer = NginxProcess.start(
                        nginx.get(),
                        Files.createTempDirectory(site.platform().data(), "balancer"),
                        new NginxProcess.Config("", 1_024, config(site.platform(), second, third)))) {
            Crowd crowd = new Crowd(
                    site.crowd().http(),
                    "http://127.0.0.1:" + balancer.address().getPort(),
                    USERS);
            Load load = new Load(crowd, new Recordings(3, 8_000, site.random().nextInt()));
            try (load) {
                site.pass(BEFORE);
                site.away(() -> begin.inflict(third), () -> end.inflict(third));
            }
            judge(site, crowd, load);
        }
    }

    private static Instance gateway(Site site) throws IOException, InterruptedException {
        return new Instance(site.platform(), "api-gateway", List.of(), List.of("--chirp.intake.port=" + Ports.free()));
    }

    /** A gateway that has not answered is asked again after ten seconds. */
    private static String config(SeparatePlatform platform, Instance second, Instance third) {
        return """
            upstream gateways {
                server %s fail_timeout=10s;
                server %s fail_timeout=10s;
                server %s fail_timeout=10s;
                keepalive 16;
            }
            server {
                listen 127.0.0.1:PORT;
                client_max_body_size 100m;
                client_body_buffer_size 1m;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                location / {
                    proxy_pass http://gateways;
                    proxy_connect_timeout 1s;
                    proxy_read_timeout 4s;
                    proxy_next_upstream error timeout non_idempotent;
                }
                location /ingest/ {
                    proxy_pass %s;
                }
            }
            """.formatted(
                        URI.create(platform.urlOf("api-gateway")).getAuthority(),
                        authority(second),
                        authority(third),
                        platform.urlOf("device-ingest"));
    }

    private static String authority(Instance instance) {
        return "127.0.0.1:" + instance.address().getPort();
    }

    private static void judge(Site site, Crowd crowd, Load load) throws Exception {
        int failed = load.refused().size();
        int all = failed + load.acknowledged().size();
        site.say("uploads that failed: %d of %d%s; none acknowledged for %.1f s"
                .formatted(
                        failed,
                        all,
                        failed == 0 ? "" : ", as " + load.refused().getFirst(),
                        load.longestSilence().toMillis() / 1_000.0));
        Set<Long> missing = new HashSet<>(load.acknowledged());
        site.database().each("SELECT id FROM capture", row -> missing.remove(row.getLong(1)));
        if (!missing.isEmpty()) {
            throw new IllegalStateException("acknowledged by one of three gateways and lost: " + missing);
        }
        long captures = site.database()
                .number(
                        "SELECT count(*) FROM capture c JOIN app_user u ON u.id = c.user_id WHERE u.username = ANY ('{%s}')"
                                .formatted(String.join(
                                        ",",
                                        crowd.users().stream()
                                                .map(Chirper::username)
                                                .toList())));
        if (captures > all) {
            throw new IllegalStateException("%d uploads became %d captures".formatted(all, captures));
        }
        if (failed * 100.0 >= all * ALLOWED_PERCENT) {
            throw new IllegalStateException("%d of %d uploads failed".formatted(failed, all));
        }
    }
}
