package dev.chirp.load.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.load.client.Chirper;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.UpPlatform;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in one process, as a newcomer runs it. */
class UpJourneyIT {
    private static final int FRAMES_TLS_PORT = 8701;

    @TempDir
    Path folder;

    @Test
    void servesABirderAndKeepsHerBirdsAcrossARestart() throws Exception {
        int port = Ports.free();
        int offset = Ports.freeOffset();
        long captures;

        // When: the first start
        try (UpPlatform platform = UpPlatform.start(folder, port, offset)) {
            try (Journey journey = new Journey(platform.url())) {
                journey.hearsARobin();
                journey.hearsADevice();
                journey.forgetsACapture();
                treatsDevicesAsTheProtocolSays(
                        journey.newDevice().required("key").asString(), offset);
                journey.leavesNoSecretIn(folder);
            }
            sendsFromTheCommandLine(platform.url());
            captures = demoUserCaptures(platform.url());
            assertThat(platform.process().stop()).isIn(0, 143);
        }

        // Then: the second start has it all
        try (UpPlatform platform = UpPlatform.start(folder.resolve("again"), port, offset, folder.resolve("data"))) {
            assertThat(captures).isEqualTo(1);
            assertThat(demoUserCaptures(platform.url())).isEqualTo(captures);
        }
    }

    private void treatsDevicesAsTheProtocolSays(String key, int offset) throws Exception {
        try (ChirpProcess check = ChirpProcess.start(
                "device-check",
                folder,
                List.of("-Xmx128m"),
                List.of(
                        "device-check",
                        "tls://localhost:" + (FRAMES_TLS_PORT + offset),
                        "--ca",
                        "data/device-tls/ca.pem",
                        "--key",
                        key))) {
            int exit = check.awaitExit();
            assertThat(exit).as(() -> String.join("\n", check.lines())).isZero();
        }
    }

    private void sendsFromTheCommandLine(String url) throws Exception {
        Files.write(folder.resolve("robin.wav"), Journey.song("European Robin", 5));
        try (ChirpProcess send = ChirpProcess.start(
                "send",
                folder,
                List.of("-Xmx128m"),
                List.of("send", "--url", url, "--data-dir", "data", "robin.wav"))) {
            send.awaitLine("European Robin", Duration.ofSeconds(90));
        }
    }

    private long demoUserCaptures(String url) throws Exception {
        List<String> demo = Files.readAllLines(folder.resolve("data/demo.env"));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return Chirper.signIn(http, url, value(demo, "CHIRP_USER"), value(demo, "CHIRP_PASSWORD"))
                    .get("/api/v1/captures")
                    .required("total")
                    .asLong();
        }
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
