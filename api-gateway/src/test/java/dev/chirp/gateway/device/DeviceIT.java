package dev.chirp.gateway.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import dev.chirp.security.DeviceKey;
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
    void namesWrongFields() {
        Answer refused = gateway.postJson(
                "/api/v1/devices", Map.of("name", " ", "timezone", "Mars/Olympus", "latitude", 91), user.bearer());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("errors"))
                .extracting(error -> error.get("field").asString())
                .containsExactly("name", "timezone", "latitude");
    }
}
