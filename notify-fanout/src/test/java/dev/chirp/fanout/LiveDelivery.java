package dev.chirp.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.TestServers;
import dev.chirp.embedded.TokenIssuer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/**
 * Kafka to sockets through two instances, with nothing faked but the issuer of tokens; the same for every strategy, and
 * for two instances with different ones, as during a change from one to the other.
 */
abstract class LiveDelivery {
    private static final AtomicLong USERS = new AtomicLong(10_000);

    private static final TokenIssuer ISSUER = new TokenIssuer();
    private static ConfigurableApplicationContext one;
    private static ConfigurableApplicationContext two;
    private static ResultRecords records;

    private final long user = USERS.incrementAndGet();

    static void start(String first, String second) {
        one = Instances.start(ISSUER, strategy(first));
        two = Instances.start(ISSUER, strategy(second));
        records = new ResultRecords(TestServers.kafka().bootstrapServers());
    }

    private static Map<String, String> strategy(String name) {
        return Map.of("chirp.fanout.hub.strategy", name);
    }

    @AfterAll
    static void stop() {
        records.close();
        one.close();
        two.close();
    }

    @Test
    void tellsTheClientWhereItStands() {
        try (LiveClient client = connect(one, "&client_id=page-1")) {
            JsonNode connected = client.next("connected");
            JsonNode data = connected.path("data");

            assertThat(connected.path("ts").stringValue())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat(data.path("user_id").longValue()).isEqualTo(user);
            assertThat(data.path("client_id").stringValue()).isEqualTo("page-1");
            assertThat(data.path("session_id").stringValue()).isNotBlank();
            assertThat(data.path("ping_interval_ms").longValue()).isEqualTo(25_000);
            assertThat(data.path("pong_timeout_ms").longValue()).isEqualTo(8_000);
            assertThat(data.path("token_expires_at").stringValue()).isNotBlank();
            assertThat(data.path("reconnect").propertyNames())
                    .containsExactlyInAnyOrder("min_ms", "max_ms", "jitter_ms", "max_attempts");
            assertThat(data.path("channels").get(0).toString())
                    .isEqualTo("{\"channel\":\"user\",\"epoch\":1,\"offset\":0,\"recovered\":false,\"replayed\":0}");
        }
    }

    @Test
    void deliversOnEveryInstanceInOrder() throws Exception {
        try (LiveClient first = connect(one, "");
                LiveClient second = connect(two, "")) {
            first.next("connected");
            second.next("connected");

            for (long seq = 1; seq <= 20; seq++) {
                records.processed(user, seq);
            }

            JsonNode frame = first.next("new_capture");
            assertThat(frame.path("channel").stringValue()).isEqualTo("user");
            assertThat(frame.path("offset").longValue()).isEqualTo(1);
            assertThat(frame.path("epoch").longValue()).isEqualTo(1);
            assertThat(frame.path("ts").stringValue()).isEqualTo("2026-05-01T06:00:00.123Z");
            assertThat(frame.path("request_id").stringValue()).isEqualTo("request-1");
            assertThat(frame.path("data").path("id").longValue()).isEqualTo(1);
            assertThat(first.nextOffsets(19)).containsExactlyElementsOf(offsets(2, 20));
            assertThat(second.nextOffsets(20)).containsExactlyElementsOf(offsets(1, 20));
        }
    }

    @Test
    void tellsOnEveryInstanceHowFarALongRecordingIsAndRemembersNothingOfIt() throws Exception {
        try (LiveClient first = connect(one, "");
                LiveClient second = connect(two, "")) {
            first.next("connected");
            second.next("connected");

            try (var _ = records.keepTelling(
                    user, "{\"nonsense\":", "{\"capture_id\":7,\"user_id\":%d,\"percent\":40}".formatted(user))) {
                JsonNode frame = first.next("capture_progress");
                assertThat(frame.path("data").path("id").longValue()).isEqualTo(7);
                assertThat(frame.path("data").path("percent").intValue()).isEqualTo(40);
                assertThat(frame.has("offset")).isFalse();
                second.next("capture_progress");
            }
        }
        records.processed(user, 1);
        try (LiveClient late = connect(one, "&since=user@1:0")) {
            late.next("connected");
            assertThat(late.nextOffsets(1)).containsExactly(1L);
        }
    }

    @Test
    void replaysWhatAReturningClientMissed() throws Exception {
        for (long seq = 1; seq <= 6; seq++) {
            records.processed(user, seq);
        }
        try (LiveClient before = connect(two, "&since=user@1:5")) {
            before.next();
        }
        awaitTop(6);

        try (LiveClient client = connect(one, "&since=user@1:4")) {
            JsonNode channel =
                    client.next("connected").path("data").path("channels").get(0);
            assertThat(channel.path("recovered").booleanValue()).isTrue();
            assertThat(channel.path("replayed").longValue()).isEqualTo(2);
            assertThat(client.nextOffsets(2)).containsExactly(5L, 6L);
            records.processed(user, 7);
            assertThat(client.nextOffsets(1)).containsExactly(7L);
        }
    }

    @Test
    void ignoresDuplicatesAndRegressions() throws Exception {
        try (LiveClient client = connect(one, "")) {
            client.next("connected");
            for (long seq : new long[] {1, 2, 1, 2, 3, 2, 4}) {
                records.processed(user, seq);
            }

            assertThat(client.nextOffsets(4)).containsExactly(1L, 2L, 3L, 4L);
            client.send("{\"op\":\"ping\",\"id\":\"last\"}");
            client.next("pong");
        }
    }

    @Test
    void repairsWhatKafkaDidNotBringFromTheEventTable() throws Exception {
        EventTable.append(user, 3);
        try (LiveClient client = connect(one, "")) {
            client.next("connected");
            records.processed(user, 3);

            assertThat(client.nextOffsets(3)).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void replaysFromTheEventTableWhatRedisDoesNotHave() throws Exception {
        EventTable.append(user, 300);

        try (LiveClient client = connect(one, "&since=user@1:2")) {
            JsonNode channel =
                    client.next("connected").path("data").path("channels").get(0);
            assertThat(channel.path("recovered").booleanValue()).isTrue();
            JsonNode first = client.next("new_capture");
            assertThat(first.path("offset").longValue()).isEqualTo(3);
            assertThat(first.path("data").path("id").longValue()).isEqualTo(3);
            assertThat(first.path("request_id").stringValue()).isEqualTo("request-3");
            assertThat(client.nextOffsets(297)).containsExactlyElementsOf(offsets(4, 300));
        }
    }

    @Test
    void saysSoWhenAPositionCannotBeRecovered() throws Exception {
        EventTable.append(user, 2);
        for (String since : List.of("user@9:1", "user@1:7")) {
            try (LiveClient client = connect(one, "&since=" + since)) {
                JsonNode channel =
                        client.next("connected").path("data").path("channels").get(0);
                assertThat(channel.path("recovered").booleanValue()).isFalse();
                assertThat(channel.path("epoch").longValue()).isEqualTo(1);
            }
        }
    }

    @Test
    void buriesWhatItCannotReadAndGoesOn() throws Exception {
        try (LiveClient client = connect(one, "")) {
            client.next("connected");
            records.send(user, 1, 1, "chirp.capture.processed", "{");
            records.send(user, 1, 2, "chirp.capture.sung", "{}");
            records.processed(user, 3);

            assertThat(client.nextOffsets(1)).containsExactly(3L);
            assertThat(records.deadLetterOf(user)).isEqualTo("{");
        }
    }

    @Test
    void drainsItsSocketsWhenItStops() throws Exception {
        ConfigurableApplicationContext stopping = Instances.start(ISSUER, Map.of());
        try (LiveClient client = connect(stopping, "")) {
            client.next("connected");
            stopping.close();

            assertThat(client.next("reconnect").path("data").path("reason").stringValue())
                    .isEqualTo("drain");
            assertThat(client.closeCode()).isEqualTo(4001);
        }
    }

    private void awaitTop(long offset) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < deadline) {
            try (LiveClient client = connect(one, "")) {
                JsonNode channel =
                        client.next("connected").path("data").path("channels").get(0);
                if (channel.path("offset").longValue() == offset) {
                    return;
                }
            }
        }
        throw new AssertionError("offset " + offset + " was not reached");
    }

    private LiveClient connect(ConfigurableApplicationContext instance, String more) {
        return LiveClient.connect(Instances.port(instance), "token=" + ISSUER.token(user) + more);
    }

    private static Iterable<Long> offsets(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
