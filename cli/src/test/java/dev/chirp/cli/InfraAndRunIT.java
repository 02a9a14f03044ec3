package dev.chirp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.cli.service.PlatformServices;
import dev.chirp.embedded.EnvFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code chirp infra}, and services and the front by {@code chirp run}; they end together. */
@Timeout(180)
class InfraAndRunIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void runsAServiceAndTheFrontBesideServers() throws Exception {
        int offset = UpPlatform.freeOffset();
        String data = folder.toString();
        CommandLineRun infra =
                CommandLineRun.start("infra", "--data-dir", data, "--port-offset", Integer.toString(offset));
        infra.awaitOutput("infra is up", PATIENCE);
        Path file = folder.resolve("infra.env");
        assertThat(EnvFile.read(file))
                .containsKeys("CHIRP_DB_PORT", "CHIRP_KAFKA_BOOTSTRAP_SERVERS", "CHIRP_REDIS_URL");
        CommandLineRun second = CommandLineRun.of("infra", "--data-dir", data);
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).contains("is in use by process");

        int frontPort = UpPlatform.freePort();
        CommandLineRun gateway = CommandLineRun.start("run", "api-gateway", "--env-file", file.toString());
        CommandLineRun front =
                CommandLineRun.start("run", "front", "--env-file", file.toString(), "--server.port=" + frontPort);
        try (HttpClient http = HttpClient.newHttpClient()) {
            await(http, "http://localhost:" + (9010 + offset) + "/health/readiness");
            assertThat(await(http, "http://localhost:" + frontPort + "/.well-known/jwks.json"))
                    .contains("\"keys\"");
        }
        assertThat(front.stop()).isZero();
        assertThat(gateway.stop()).isZero();
        assertThat(infra.stop()).isZero();
        assertThat(infra.out()).endsWith("infra has stopped%n".formatted());
    }

    @Test
    void refusesWhatItCannotRun() throws Exception {
        CommandLineRun missing = CommandLineRun.of(
                "run", "api-gateway", "--env-file", folder.resolve("none").toString());
        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.err()).contains("Cannot read the env file");
        Path file = folder.resolve("infra.env");
        EnvFile.write(file, Map.of("CHIRP_DB_PORT", "1"));
        CommandLineRun unknown = CommandLineRun.of("run", "owl", "--env-file", file.toString());
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("Unknown service owl").contains("art-worker");
        CommandLineRun option = CommandLineRun.of("run", "art-worker", "--env-file", file.toString(), "quickly");
        assertThat(option.exit()).isEqualTo(2);
        assertThat(option.err()).contains("Unknown option quickly");
        CommandLineRun key =
                CommandLineRun.of("run", "front", "--env-file", file.toString(), "--tls", "--key", "key.pem");
        assertThat(key.exit()).isEqualTo(2);
        assertThat(key.err()).contains("--certificate and --key belong together");
        assertThat(CommandLineRun.of("infra", "--brokers", "2").exit()).isEqualTo(2);
        assertThat(CommandLineRun.of("infra", "--ha", "--logical-decoding").exit())
                .isEqualTo(2);
        assertThat(PlatformServices.byName("owl")).isEmpty();
    }

    private static String await(HttpClient http, String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        while (System.nanoTime() < deadline) {
            try {
                var answer = http.send(request, BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return answer.body();
                }
                last = answer.statusCode() + " " + answer.body();
            } catch (IOException e) {
                last = e.toString();
            }
            Thread.sleep(100);
        }
        throw new AssertionError(url + ": " + last);
    }
}
