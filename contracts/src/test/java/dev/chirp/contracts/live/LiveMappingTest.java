package dev.chirp.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.Schemas;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Stream;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class LiveMappingTest {

    @ParameterizedTest
    @EnumSource
    void mapsEachEventOfADurableChannelToItsGoldenFrame(EventType type) {
        Optional<LiveFrame> frame = frame(type, "req-1");

        assertThat(frame.isPresent()).isEqualTo(type.stream() == Stream.CAPTURE_RESULTS);
        frame.ifPresent(present -> {
            JsonNode written = EventJson.MAPPER.readTree(present.toBytes());
            assertThat(written).isEqualTo(Schemas.json("golden/frame/" + type.ceType() + ".json"));
            assertThat(Schemas.violations("frame/server.json", written)).isEmpty();
        });
    }

    @Test
    void leavesOutTheRequestThatIsNotKnown() {
        assertThat(new String(
                        frame(EventType.CAPTURE_FAILED, null).orElseThrow().toBytes()))
                .doesNotContain("request_id");
    }

    @Test
    void refusesADurableFrameWithoutItsPlace() {
        JsonNode frame = EventJson.MAPPER.readTree(
                "{\"event\":\"capture_error\",\"ts\":\"2026-05-01T06:00:00Z\",\"data\":{\"id\":1,\"code\":\"x\",\"detail\":\"y\"}}");

        assertThat(Schemas.violations("frame/server.json", frame)).isNotEmpty();
    }

    private static Optional<LiveFrame> frame(EventType type, String requestId) {
        return LiveMapping.frame(
                type,
                UUID.fromString("0196884e-0000-7000-8000-0000000000ee"),
                31,
                1,
                "2026-05-01T06:00:01.640Z",
                requestId,
                Schemas.json("golden/event/" + type.ceType() + ".json"));
    }
}
