package dev.chirp.load.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.cli.client.Authorities;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.UpPlatform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code chirp up --tls}. */
class TlsJourneyIT {
    private static final int FRAMES_TLS_PORT = 8701;
    private static final Set<String> SUITES_OF_TLS_13 =
            Set.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    @TempDir
    Path folder;

    @Test
    void servesABirderOverTls13AndNothingElse() throws Exception {
        int port = Ports.free();
        int offset = Ports.freeOffset();
        Path data = folder.resolve("data");
        try (UpPlatform platform = UpPlatform.start(folder, port, offset, data, List.of("--tls"))) {
            SSLContext trust = Authorities.trusting(data.resolve("device-tls/ca.pem"));

            // A song comes back live over WSS.
            assertThat(platform.url()).isEqualTo("https://localhost:" + port);
            try (Journey journey = new Journey(platform.url(), trust)) {
                journey.hearsARobin();
                journey.hearsADevice();
                journey.leavesNoSecretIn(folder);
            }
            sendsFromTheCommandLine();
            tellsBrowsersToStay(trust, platform.url());

            // Nobody else's certificate, no plain HTTP, no older version.
            assertThatThrownBy(() -> get(SSLContext.getDefault(), platform.url() + "/"))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> get(trust, "http://localhost:" + port + "/"))
                    .isInstanceOf(IOException.class);
            for (int each : new int[] {port, FRAMES_TLS_PORT + offset}) {
                TlsScan scan = new TlsScan(each);
                assertThat(scan.versions()).containsExactly("TLSv1.3");
                assertThat(scan.suites()).isEqualTo(SUITES_OF_TLS_13);
            }
        }
    }

    /** By the data folder it knows the address and whom to trust. */
    private void sendsFromTheCommandLine() throws Exception {
        Files.write(folder.resolve("robin.wav"), Journey.song("European Robin", 5));
        try (ChirpProcess send = ChirpProcess.start(
                "send", folder, List.of("-Xmx128m"), List.of("send", "--data-dir", "data", "robin.wav"))) {
            send.awaitLine("European Robin", Duration.ofSeconds(90));
        }
    }

    private static void tellsBrowsersToStay(SSLContext trust, String url) throws Exception {
        for (String path : List.of("/", "/status.json", "/api/v1/captures", "/ws", "/ingest/v1/clips")) {
            HttpResponse<Void> answer = get(trust, url + path);
            assertThat(answer.headers().allValues("Strict-Transport-Security"))
                    .as(path)
                    .containsExactly("max-age=86400");
        }
    }

    private static HttpResponse<Void> get(SSLContext trust, String url) throws Exception {
        try (HttpClient http = HttpClient.newBuilder().sslContext(trust).build()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding());
        }
    }
}
