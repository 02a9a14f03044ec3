package dev.chirp.fanout.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Header;
import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.SnapshotChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RecordReaderTest {
    private static final String VALUE = "{\"id\":5,\"status\":\"processed\"}";

    private final Map<String, String> headers = new LinkedHashMap<>(Map.of(
            Header.CE_ID, "0196884e-0000-7000-8000-000000000001",
            Header.CE_TYPE, "chirp.capture.processed",
            Header.CE_TIME, "2026-05-01T06:00:00.5Z",
            Header.CHIRP_SEQ, "12",
            Header.CHIRP_EPOCH, "3",
            Header.CHIRP_REQUEST_ID, "r-1"));

    @Test
    void makesTheFrameThatClientsGet() {
        var message = (Reading.Message) read("7", VALUE);

        assertThat(message.channel()).isEqualTo(DurableChannel.user(7));
        assertThat(message.requestId()).isEqualTo("r-1");
        assertThat(message.message().epoch()).isEqualTo(3);
        assertThat(message.message().offset()).isEqualTo(12);
        assertThat(new String(message.message().frame(), StandardCharsets.UTF_8))
                .isEqualTo("""
                    {"event":"new_capture","id":"0196884e-0000-7000-8000-000000000001","channel":"user","offset":12,"epoch":3,\
                    "ts":"2026-05-01T06:00:00.500Z","request_id":"r-1","data":{"id":5,"status":"processed"}}\
                    """);
    }

    @Test
    void keepsThePlaceOfATypeThatItDoesNotKnow() {
        headers.put(Header.CE_TYPE, "chirp.capture.sung");

        var message = (Reading.Message) read("7", "anything");
        assertThat(message.message().isSkip()).isTrue();
        assertThat(message.message().offset()).isEqualTo(12);
    }

    @Test
    void keepsThePlaceOfAValueThatItCannotRead() {
        assertThat(placeOf(read("7", "{"))).isPresent();
        assertThat(placeOf(read("7", null))).isPresent();
        headers.put(Header.CE_TYPE, "chirp.capture.failed");
        assertThat(placeOf(read("7", "{}"))).isPresent();
        headers.put(Header.CE_TIME, "yesterday");
        assertThat(placeOf(read("7", VALUE))).isPresent();
    }

    @Test
    void givesUpOnARecordWithoutAPlace() {
        assertThat(placeOf(read(null, VALUE))).isEmpty();
        assertThat(placeOf(read("x".repeat(65), VALUE))).isEmpty();
        headers.put(Header.CHIRP_SEQ, "-1");
        assertThat(placeOf(read("7", VALUE))).isEmpty();
        headers.remove(Header.CHIRP_SEQ);
        assertThat(placeOf(read("7", VALUE))).isEmpty();
    }

    @Test
    void givesUpForAReasonThatAlertsCanGoBy() {
        assertThat(reasonOf(read(null, VALUE))).isEqualTo("unplaced");
        assertThat(reasonOf(read("7", "{"))).isEqualTo("unreadable");
        headers.remove(Header.CHIRP_EPOCH);
        assertThat(reasonOf(read("7", VALUE))).isEqualTo("unplaced");
    }

    @Test
    void findsTheDevice() {
        String document =
                "{\"bird\":{\"device_id\":\"no\"},\"device_id\":\"0196884e-0000-7000-8000-000000000002\",\"n\":[1,{}]}";

        assertThat(((Reading.Message) read("7", document)).device())
                .isEqualTo(SnapshotChannel.device(UUID.fromString("0196884e-0000-7000-8000-000000000002")));
        assertThat(((Reading.Message) read("7", VALUE)).device()).isNull();
        assertThat(reasonOf(read("7", "{\"device_id\":\"7\"}"))).isEqualTo("unreadable");
    }

    @Test
    void passesNothingOnButOneObject() {
        for (String wrong : new String[] {"[1]", "\"text\"", "{}{}", "{},", "{\"n\":01}", "{\"n\":[1}", "", " "}) {
            assertThat(reasonOf(read("7", wrong))).as(wrong).isEqualTo("unreadable");
        }
    }

    /** Never throws, whatever comes, and what goes on is a frame that says the same. */
    @Test
    void survivesRandomValues() {
        var random = new Random(1);
        String document = "{\"id\":5,\"name\":\"Gr\u00fcnfink \\u00df\",\"peak\":[-1.5e3,true,null,{\"a\":\"\\n\"}]}";
        int passedOn = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            if (RecordReader.read(record("7".getBytes(), bytes)) instanceof Reading.Message message) {
                JsonNode frame = EventJson.MAPPER.readTree(message.message().frame());
                assertThat(frame.path("data"))
                        .isEqualTo(EventJson.MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8)));
                passedOn++;
            }
        }
        assertThat(passedOn).isPositive();
    }

    private static Optional<Reading.Message> placeOf(Reading reading) {
        return ((Reading.Undecodable) reading).place();
    }

    private static String reasonOf(Reading reading) {
        return ((Reading.Undecodable) reading).reason();
    }

    private Reading read(@Nullable String key, @Nullable String value) {
        return RecordReader.read(record(
                key == null ? null : key.getBytes(), value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
    }

    private ConsumerRecord<byte[], byte[]> record(byte @Nullable [] key, byte @Nullable [] value) {
        var recordHeaders = new RecordHeaders();
        headers.forEach((name, text) -> recordHeaders.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return new ConsumerRecord<>(
                "chirp.capture.results.v1",
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                key,
                value,
                recordHeaders,
                Optional.empty());
    }
}
