package dev.chirp.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What on-call orders for held keys; that the relay obeys is shown where it is. */
class HeldIT {
    private static final String HELD = "/api/v1/ops/held";
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();
    private final TestUser ops = gateway.opsUser();

    private Map<String, Object> order(long seq) {
        return Map.of("stream", "capture.accepted", "key", String.valueOf(user.id()), "seq", seq, "reason", "a test");
    }

    private List<JsonNode> held() {
        return gateway.get(HELD, ops.bearer())
                .json()
                .get("held")
                .valueStream()
                .filter(key -> key.get("key").asString().equals(String.valueOf(user.id())))
                .toList();
    }

    @Test
    void releasesAKeyAndSaysSoInTheAuditLog() {
        TestPipeline.hold("capture.accepted", user, 4, 6);
        assertThat(held()).singleElement().satisfies(key -> {
            assertThat(key.get("first_seq").asLong()).isEqualTo(4);
            assertThat(key.get("events").asLong()).isEqualTo(3);
            assertThat(key.get("reason").asString()).isEqualTo("record_too_large");
            assertThat(key.get("releasing").asBoolean()).isFalse();
        });

        Answer released = gateway.postJson(HELD + "/release", order(4), ops.bearer());

        assertThat(released.json().get("events").asLong()).isEqualTo(3);
        assertThat(held().getFirst().get("releasing").asBoolean()).isTrue();
        JsonNode audit = gateway.get("/api/v1/audit?action=held.released&user_id=" + ops.id(), ops.bearer())
                .json();
        assertThat(audit.at("/entries/0/detail/events").asLong()).isEqualTo(3);
    }

    @Test
    void discardsOnlyWhatTheBrokerRefused() {
        TestPipeline.hold("capture.accepted", user, 1, 2);

        assertThat(gateway.postJson(HELD + "/discard", order(2), ops.bearer()).status())
                .isEqualTo(404);
        assertThat(gateway.postJson(HELD + "/discard", order(1), ops.bearer()).status())
                .isEqualTo(200);
        assertThat(held().getFirst().get("first_seq").asLong()).isEqualTo(2);
    }
}
