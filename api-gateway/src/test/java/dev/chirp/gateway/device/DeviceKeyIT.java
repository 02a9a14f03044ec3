package dev.chirp.gateway.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import dev.chirp.security.DeviceKey;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The life of a device and of its keys. */
class DeviceKeyIT {
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();
    private final Answer created = gateway.postJson("/api/v1/devices", Map.of("name", "Shed"), user.bearer());
    private final String device = "/api/v1/devices/" + created.json().get("id").asString();
    private final String keys = device + "/keys";

    @Test
    void rotatesWithTwoLiveKeysAtMost() {
        Answer second = add();

        assertThat(second.status()).isEqualTo(201);
        String key = second.json().get("key").asString();
        assertThat(DeviceKey.isWellFormed(key)).isTrue();
        assertThat(TestPipeline.value(
                        "SELECT encode(key_hash, 'hex') FROM device_key WHERE id = '" + idOf(second) + "'"))
                .isEqualTo(java.util.HexFormat.of().formatHex(DeviceKey.hash(key)));
        JsonNode list = gateway.get(keys, user.bearer()).json().get("keys");
        assertThat(list).hasSize(2);
        assertThat(list.at("/0/prefix").asString()).isEqualTo(DeviceKey.visiblePart(key));
        assertThat(list.toString()).doesNotContain(key);
        assertThat(add().code()).isEqualTo("too_many_keys");

        assertThat(gateway.delete(keys + "/" + created.json().get("key_id").asString(), user.bearer())
                        .status())
                .isEqualTo(204);

        assertThat(add().status()).isEqualTo(201);
        assertThat(audited("device_key.rotated", idOf(second))).isEqualTo("1");
    }

    @Test
    void givesOneKeyToManyWhoRotateAtOnce() throws Exception {
        Callable<Integer> rotate = () -> add().status();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(java.util.Collections.nCopies(6, rotate));

            assertThat(answers.stream().filter(answer -> answer.resultNow() == 201))
                    .hasSize(1);
            assertThat(answers.stream().filter(answer -> answer.resultNow() == 409))
                    .hasSize(5);
        }
    }

    @Test
    void tellsTheServicesThatHoldStreamsOfARevokedKey() {
        String key = created.json().get("key_id").asString();

        assertThat(gateway.delete(keys + "/" + key, user.bearer()).status()).isEqualTo(204);

        assertThat(TestPipeline.value("SELECT reason FROM revocation WHERE subject = 'device_key/" + key + "'"))
                .isEqualTo("revoked_by_owner");
        assertThat(TestPipeline.value("SELECT revoked_at IS NOT NULL FROM device_key WHERE id = '" + key + "'"))
                .isEqualTo("t");
        assertThat(audited("device_key.revoked", key)).isEqualTo("1");
        assertThat(gateway.delete(keys + "/" + key, user.bearer()).status()).isEqualTo(404);
        assertThat(gateway.get(keys, user.bearer()).json().get("keys")).isEmpty();
    }

    @Test
    void auditsTheFirstUseOfAKeyOnce() {
        String key = created.json().get("key_id").asString();

        TestPipeline.execute("UPDATE device_key SET last_used_at = now() WHERE id = '" + key + "'");
        TestPipeline.execute("UPDATE device_key SET last_used_at = now() WHERE id = '" + key + "'");

        assertThat(audited("device_key.created", key)).isEqualTo("1");
        assertThat(audited("device_key.first_used", key)).isEqualTo("1");
    }

    @Test
    void saysWhenADeviceWasSeenAndHeardLast() {
        JsonNode before = gateway.get(device, user.bearer()).json();
        TestPipeline.execute("UPDATE device_key SET last_used_at = '2026-05-01T06:00:00Z' WHERE id = '"
                + created.json().get("key_id").asString() + "'");
        long capture = gateway.capture(user);
        TestPipeline.execute("UPDATE capture SET device_id = '"
                + created.json().get("id").asString() + "', created_at = '2026-05-01T05:00:00Z' WHERE id = " + capture);

        JsonNode after = gateway.get(device, user.bearer()).json();

        assertThat(before.get("last_seen_at").isNull()).isTrue();
        assertThat(before.get("last_audio_at").isNull()).isTrue();
        assertThat(after.get("last_seen_at").asString()).startsWith("2026-05-01T06:00:00");
        assertThat(after.get("last_audio_at").asString()).startsWith("2026-05-01T05:00:00");
    }

    @Test
    void changesWhatAPatchNamesAndClearsWhatItNulls() {
        gateway.patchJson(
                device, Map.of("timezone", "Europe/Berlin", "latitude", 52.5, "longitude", 13.4), user.bearer());
        Map<String, Object> patch = new HashMap<>();
        patch.put("name", "Kitchen");
        patch.put("latitude", null);

        JsonNode changed = gateway.patchJson(device, patch, user.bearer()).json();

        assertThat(changed.get("name").asString()).isEqualTo("Kitchen");
        assertThat(changed.get("timezone").asString()).isEqualTo("Europe/Berlin");
        assertThat(changed.get("latitude").isNull()).isTrue();
        assertThat(changed.get("longitude").asDouble()).isEqualTo(13.4);
        assertThat(gateway.patchJson(device, Map.of(), user.bearer()).json()).isEqualTo(changed);
    }

    @Test
    void refusesAPatchThatMakesNoSense() {
        Map<String, Object> patch = new HashMap<>();
        patch.put("name", null);
        patch.put("timezone", 5);
        patch.put("latitude", 91);
        patch.put("longitude", "east");

        Answer refused = gateway.patchJson(device, patch, user.bearer());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("errors"))
                .extracting(error -> error.get("field").asString())
                .containsExactlyInAnyOrder("name", "timezone", "latitude", "longitude");
        assertThat(gateway.patchJson(device, java.util.List.of(1), user.bearer())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void leavesWithItsKeysAndWithoutItsCaptures() {
        String second = idOf(add());
        long capture = gateway.capture(user);
        TestPipeline.execute(
                "UPDATE capture SET device_id = '" + created.json().get("id").asString() + "' WHERE id = " + capture);

        assertThat(gateway.delete(device, user.bearer()).status()).isEqualTo(204);

        assertThat(gateway.get(device, user.bearer()).status()).isEqualTo(404);
        assertThat(gateway.delete(device, user.bearer()).status()).isEqualTo(404);
        assertThat(gateway.get("/api/v1/captures/" + capture, user.bearer()).status())
                .isEqualTo(200);
        for (String key : new String[] {created.json().get("key_id").asString(), second}) {
            assertThat(TestPipeline.value("SELECT reason FROM revocation WHERE subject = 'device_key/" + key + "'"))
                    .isEqualTo("device_deleted");
            assertThat(audited("device_key.revoked", key)).isEqualTo("1");
        }
    }

    @Test
    void isHiddenFromOthers() {
        TestUser other = gateway.newUser();
        String key = created.json().get("key_id").asString();

        assertThat(gateway.get(keys, other.bearer()).status()).isEqualTo(404);
        assertThat(gateway.postJson(keys, Map.of(), other.bearer()).status()).isEqualTo(404);
        assertThat(gateway.delete(keys + "/" + key, other.bearer()).status()).isEqualTo(404);
        assertThat(gateway.delete(keys + "/" + UUID.randomUUID(), user.bearer()).status())
                .isEqualTo(404);
        assertThat(gateway.get(keys, user.bearer()).json().get("keys")).hasSize(1);
    }

    private Answer add() {
        return gateway.postJson(keys, Map.of(), user.bearer());
    }

    private static String idOf(Answer added) {
        return added.json().get("key_id").asString();
    }

    private String audited(String action, String key) {
        return TestPipeline.value("SELECT count(*) FROM audit_log WHERE action = '" + action
                + "' AND subject = 'device_key/" + key + "' AND user_id = " + user.id());
    }
}
