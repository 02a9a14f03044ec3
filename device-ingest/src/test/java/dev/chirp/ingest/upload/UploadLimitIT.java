package dev.chirp.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sixty changes and four gibibytes a minute of a user, however they are asked for. */
class UploadLimitIT {
    private static final int CHANGES = 60;
    private static UploadService service;

    @BeforeAll
    static void start() {
        service = new UploadService(Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void countsChangesByBothProtocolsAndTellsWhenToComeBack() throws Exception {
        // Given
        UploadService.User user = service.newUser();
        UploadService.User other = service.newUser();
        HttpResponse<String> refused = null;

        // When
        for (int i = 0; i < 2 * CHANGES && (refused == null || refused.statusCode() != 429); i++) {
            refused = i % 2 == 0
                    ? user.json("POST", "/api/v1/files/complete", Map.of("upload_id", UUID.randomUUID()))
                    : user.send(
                            "POST",
                            "/api/v1/tus",
                            BodyPublishers.noBody(),
                            "Tus-Resumable",
                            "1.0.0",
                            "Upload-Length",
                            "0" + i,
                            "X-HTTP-Method-Override",
                            "PATCH");
        }

        // Then
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(UploadService.json(refused).get("code").asString()).isEqualTo("rate_limited");
        assertThat(refused.headers().firstValue("RateLimit").orElse("")).contains("\"user\"");
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElse("0")))
                .isPositive();
        assertThat(user.get("/api/v1/files/upload/" + UUID.randomUUID() + "/status")
                        .statusCode())
                .isEqualTo(404);
        assertThat(other.json("POST", "/api/v1/files/complete", Map.of("upload_id", UUID.randomUUID()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void chargesBytesBeforeTheyCome() throws Exception {
        UploadService.User user = service.newUser();
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("PATCH /api/v1/files/upload/" + UUID.randomUUID()
                            + "/0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + user.token()
                            + "\r\nContent-Length: 5368709120\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();

            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 429");
        }
    }

    @Test
    void says403ToATokenForAnotherPurpose() throws Exception {
        UploadService.User user = service.newUser();

        HttpResponse<String> refused = service.userWith(service.token(user.id(), "device"))
                .json("POST", "/api/v1/files/complete", Map.of("upload_id", UUID.randomUUID()));

        assertThat(refused.statusCode()).isEqualTo(403);
    }
}
