package dev.chirp.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EventDraftTest {
    /** Of the hashes that Kafka's own {@code UtilsTest} expects of murmur2: 21 is hashed to -973932308. */
    @ParameterizedTest
    @CsvSource({
        "21, 108",
        "foobar, 62",
        "a-little-bit-long-string, 32",
        "a-little-bit-longer-string, 67",
        "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8, 77",
        "abc, 27"
    })
    void sharesKeysAsKafkaDoes(String key, int lane) {
        assertThat(Lane.of(key)).isEqualTo(lane);
    }

    @Test
    void namesEventsInTheOrderOfTheirTime() {
        long before = System.currentTimeMillis();
        UUID id = EventId.next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16))
                .isBetween(Instant.ofEpochMilli(before), Instant.now());
    }

    @Test
    void isWhatTheDatabaseTakes() {
        EventDraft draft = EventDraft.of(
                EventType.CAPTURE_ACCEPTED,
                "7",
                new EventDraft.Origin("api-gateway", "capture/1", "r-1", null),
                EventJson.MAPPER.readTree("{\"capture_id\": 1}"));

        JsonNode row =
                EventJson.MAPPER.readTree(EventDraft.toJson(List.of(draft))).get(0);

        assertThat(row.path("topic").asString()).isEqualTo(Stream.CAPTURE_ACCEPTED.topic());
        assertThat(row.path("lane").asInt()).isEqualTo(Lane.of("7"));
        assertThat(row.path("event_id").asString()).isEqualTo(draft.eventId().toString());
        assertThat(row.at("/headers/request_id").asString()).isEqualTo("r-1");
        assertThat(row.at("/payload/capture_id").asInt()).isEqualTo(1);
    }
}
