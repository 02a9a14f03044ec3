package dev.chirp.gateway.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import dev.chirp.security.DeviceKey;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DeviceIT {
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();

    @Test
    void showsAKeyOnceAndKeepsItsHash() throws Exception {
        Answer created = gateway.postJson(
                "/api/v1/devices",
                Map.of("name", "Kitchen window", "timezone", "Europe/Berlin", "latitude", 52.5, "longitude", 13.4),
                user.bearer());

        assertThat(created.status()).isEqualTo(201);
        String key = created.json().get("key").asString();
        assertThat(DeviceKey.isWellFormed(key)).isTrue();
        try (var connection = TestPipeline.connection();
                var row = connection
                        .createStatement()
                        .executeQuery("SELECT key_hash, prefix, (SELECT count(*) FROM audit_log"
                                + " WHERE subject = 'device_key/' || k.id) FROM device_key k WHERE id = '"
                                + created.json().get("key_id").asString() + "'")) {
            row.next();
            assertThat(row.getBytes(1)).isEqualTo(DeviceKey.hash(key));
            assertThat(key).startsWith(row.getString(2));
            assertThat(row.getLong(3)).isEqualTo(1);
        }
        assertThat(gateway.get("/api/v1/devices", user.bearer()).body()).doesNotContain(key);
    }

    @Test
    void listsAndShowsDevices() {
        String id = gateway.postJson("/api/v1/devices", Map.of("name", "Shed"), user.bearer())
                .json()
                .get("id")
                .asString();

        JsonNode list = gateway.get("/api/v1/devices", user.bearer()).json();
        JsonNode one = gateway.get("/api/v1/devices/" + id, user.bearer()).json();

        assertThat(list.get("total").asLong()).isEqualTo(1);
        assertThat(list.at("/devices/0/id").asString()).isEqualTo(id);
        assertThat(one.get("name").asString()).isEqualTo("Shed");
    }

    @Test
    void showsHowADeviceIs() throws Exception {
        String id = gateway.postJson("/api/v1/devices", Map.of("name", "Oak"), user.bearer())
                .json()
                .get("id")
                .asString();
        assertThat(gateway.get("/api/v1/devices/" + id, user.bearer())
                        .json()
                        .get("health")
                        .isNull())
                .isTrue();
        keepReport(id, """
            {"reported_at": "2026-05-01T04:00:05Z", "last_seen_at": "2026-05-01T04:00:04Z", "gaps": 2,
             "lost_samples": 960, "clock_skew_ms": -40, "battery_volts": 3.7, "firmware": "1.2",
             "microphone": "silent"}\
            """);

        JsonNode one = gateway.get("/api/v1/devices/" + id, user.bearer()).json();
        JsonNode list = gateway.get("/api/v1/devices", user.bearer()).json();

        assertThat(one.at("/health/last_seen_at").asString()).startsWith("2026-05-01T04:00:04");
        assertThat(one.at("/health/last_audio_at").isNull()).isTrue();
        assertThat(one.at("/health/gaps").asLong()).isEqualTo(2);
        assertThat(one.at("/health/clock_skew_ms").asLong()).isEqualTo(-40);
        assertThat(one.at("/health/microphone").asString()).isEqualTo("silent");
        assertThat(list.at("/devices/0/health")).isEqualTo(one.get("health"));
    }

    @Test
    void countsTheDevicesThatReportedOfLate() throws Exception {
        String id = gateway.postJson("/api/v1/devices", Map.of("name", "Elm"), user.bearer())
                .json()
                .get("id")
                .asString();
        long before = reportingDevices();

        keepReport(id, """
            {"reported_at": "%1$s", "last_seen_at": "%1$s", "gaps": 0, "lost_samples": 0}\
            """.formatted(Instant.now()));

        // The answer is kept for five seconds.
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (reportingDevices() == before && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }
        assertThat(reportingDevices()).isEqualTo(before + 1);
    }

    private long reportingDevices() {
        return gateway.get("/status.json").json().get("status_sample_count").asLong();
    }

    private static void keepReport(String device, String health) throws SQLException {
        try (var connection = TestPipeline.connection();
                var keep = connection.prepareStatement("SELECT keep_device_reports(jsonb_build_array("
                        + "jsonb_build_object('device_id', ?::text, 'health', ?::jsonb)))")) {
            keep.setString(1, device);
            keep.setString(2, health);
            keep.execute();
        }
    }

    @Test
    void namesWrongFields() {
        Answer refused = gateway.postJson(
                "/api/v1/devices", Map.of("name", " ", "timezone", "Mars/Olympus", "latitude", 91), user.bearer());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("errors"))
                .extracting(error -> error.get("field").asString())
                .containsExactly("name", "timezone", "latitude");
    }
}
