package dev.chirp.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EventIT {
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();

    @Test
    void answersTheFramesAfterAnOffsetInOrder() {
        long processed = gateway.capture(user);
        long failed = gateway.capture(user);
        TestPipeline.identify(user, processed, "Parus major", 0.9);
        TestPipeline.fail(user, failed);

        JsonNode all = gateway.get("/api/v1/events?channel=user", user.bearer()).json();
        JsonNode rest =
                gateway.get("/api/v1/events?after=1&limit=1", user.bearer()).json();

        assertThat(all.get("events"))
                .extracting(event -> event.get("event").asString())
                .containsExactly("new_capture", "capture_error");
        assertThat(all.get("last_offset").asLong()).isEqualTo(2);
        assertThat(all.get("epoch").asLong()).isEqualTo(1);
        assertThat(all.at("/events/0/data/bird/scientific_name").asString()).isEqualTo("Parus major");
        assertThat(all.at("/events/0/channel").asString()).isEqualTo("user");
        assertThat(rest.at("/events/0/offset").asLong()).isEqualTo(2);
    }

    @Test
    void refusesUnknownChannelsAndOffsets() {
        assertThat(gateway.get("/api/v1/events?channel=other&after=-1&limit=501", user.bearer())
                        .json()
                        .get("errors"))
                .hasSize(3);
    }
}
