package dev.chirp.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.TestServers;
import dev.chirp.embedded.TokenIssuer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** What belongs to an account: tickets, revocation, kept acknowledgements, presence and the states of its devices. */
class LiveAccountIT {
    private static final TokenIssuer ISSUER = new TokenIssuer();
    private static ConfigurableApplicationContext one;
    private static ConfigurableApplicationContext two;
    private static ResultRecords records;

    private final long user = newUser();

    @BeforeAll
    static void start() {
        one = Instances.start(ISSUER, Map.of());
        two = Instances.start(ISSUER, Map.of());
        records = new ResultRecords(TestServers.kafka().bootstrapServers());
    }

    @AfterAll
    static void stop() {
        records.close();
        one.close();
        two.close();
        ISSUER.close();
    }

    @Test
    void opensOneSocketForATicket() throws Exception {
        String ticket = ticket(UUID.randomUUID());

        try (LiveClient client = LiveClient.connect(Instances.port(one), "ticket=" + ticket)) {
            assertThat(client.next("connected").path("data").path("user_id").longValue())
                    .isEqualTo(user);
        }
        assertThat(LiveClient.refusal(Instances.port(two), "ticket=" + ticket)).isEqualTo(401);
        assertThat(LiveClient.refusal(Instances.port(one), "ticket=unknown")).isEqualTo(401);
    }

    @Test
    void closesTheSocketsOfARevokedSignInAndLetsNoneOfThemBack() throws Exception {
        UUID revoked = UUID.randomUUID();
        String token = ISSUER.token(user, revoked);
        try (LiveClient first = LiveClient.connect(Instances.port(one), "token=" + token);
                LiveClient second = LiveClient.connect(Instances.port(two), "token=" + token);
                LiveClient other = LiveClient.connect(Instances.port(one), "token=" + ISSUER.token(user))) {
            first.next("connected");
            second.next("connected");
            other.next("connected");

            execute("INSERT INTO revocation (subject, reason) VALUES ('session/' || ?, 'test')", revoked.toString());

            assertThat(first.closeCode()).isEqualTo(4503);
            assertThat(second.closeCode()).isEqualTo(4503);
            assertThat(LiveClient.refusal(Instances.port(one), "token=" + token))
                    .isEqualTo(401);
            other.send("{\"op\":\"ping\"}");
            other.next("pong");
        }
    }

    @Test
    void resumesAfterTheLastAcknowledgementOnAnotherInstance() throws Exception {
        EventTable.append(user, 5);
        try (LiveClient client = connect(one, "&client_id=shed&since=user@1:0")) {
            client.next("connected");
            client.nextOffsets(5);
            client.send("{\"op\":\"ack\",\"id\":\"a\",\"channel\":\"user\",\"offset\":3}");
            client.next("acked");
        }
        awaitPosition("shed", 3);

        try (LiveClient client = connect(two, "&client_id=shed")) {
            JsonNode channel =
                    client.next("connected").path("data").path("channels").get(0);
            assertThat(channel.path("recovered").booleanValue()).isTrue();
            assertThat(client.nextOffsets(2)).containsExactly(4L, 5L);
        }
    }

    @Test
    void keepsPositionsThatNeverGoBackAndTheLatestOfAUser() throws Exception {
        keep("shed", 5);
        keep("shed", 3);
        assertThat(position("shed")).isEqualTo(5);

        for (int i = 0; i < 130; i++) {
            keep("client-" + i, 1);
        }
        assertThat(position("shed")).as("the oldest has made room").isZero();
        assertThat(position("client-129")).isEqualTo(1);
    }

    private void keep(String client, long acked) throws SQLException {
        execute(
                "SELECT keep_client_positions(ARRAY[?::bigint], ARRAY[?], ARRAY['user'], ARRAY[1::bigint],"
                        + " ARRAY[?::bigint])",
                user,
                client,
                acked);
    }

    @Test
    void showsWhoIsConnectedOnAllInstances() throws Exception {
        try (LiveClient watching = connect(one, "&client_id=watching")) {
            watching.next("connected");
            watching.send("{\"op\":\"subscribe\",\"channels\":[{\"channel\":\"presence:user\"}]}");
            watching.next("subscribed");
            assertThat(clients(watching.next("presence"))).containsExactly("watching");

            try (LiveClient other = connect(two, "&client_id=other")) {
                other.next("connected");
                assertThat(clients(watching.next("presence"))).containsExactlyInAnyOrder("watching", "other");
            }
            assertThat(clients(watching.next("presence"))).containsExactly("watching");
        }
    }

    @Test
    void showsTheStateOfADeviceToItsOwnerAlone() throws Exception {
        UUID device = UUID.randomUUID();
        execute("INSERT INTO device (id, user_id, name) VALUES (?::uuid, ?::bigint, 'Shed')", device.toString(), user);
        String subscribe = "{\"op\":\"subscribe\",\"id\":\"s\",\"channels\":[{\"channel\":\"device:" + device + "\"}]}";
        try (LiveClient owner = connect(one, "");
                LiveClient stranger = LiveClient.connect(Instances.port(one), "token=" + ISSUER.token(newUser()))) {
            owner.next("connected");
            owner.send(subscribe);
            owner.next("subscribed");
            JsonNode state = owner.next("telemetry").path("data");
            assertThat(state.path("name").stringValue()).isEqualTo("Shed");
            assertThat(state.path("last_capture").isNull()).isTrue();

            stranger.next("connected");
            stranger.send(subscribe);
            assertThat(stranger.next("error").path("data").path("code").stringValue())
                    .isEqualTo("not_allowed");

            execute("UPDATE device SET name = 'Hide' WHERE id = ?::uuid", device.toString());
            records.send(
                            user,
                            1,
                            1,
                            "chirp.capture.processed",
                            ResultRecords.document(1)
                                    .replace("\"device_id\": null", "\"device_id\": \"" + device + "\""))
                    .get();
            assertThat(Set.of(owner.next(), owner.next()))
                    .extracting(frame -> frame.path("event").stringValue())
                    .containsExactlyInAnyOrder("new_capture", "telemetry");
        }
    }

    @Test
    void showsHowADeviceIsWhenItIsReported() throws Exception {
        UUID device = UUID.randomUUID();
        execute("INSERT INTO device (id, user_id, name) VALUES (?::uuid, ?::bigint, 'Oak')", device.toString(), user);
        try (LiveClient owner = connect(two, "")) {
            owner.next("connected");
            owner.send("{\"op\":\"subscribe\",\"channels\":[{\"channel\":\"device:" + device + "\"}]}");
            owner.next("subscribed");
            assertThat(owner.next("telemetry").path("data").path("health").isNull())
                    .isTrue();

            execute(
                    "SELECT keep_device_reports(jsonb_build_array(jsonb_build_object('device_id', ?::text, 'health',"
                        + " '{\"reported_at\": \"2026-05-01T04:00:05Z\", \"last_seen_at\": \"2026-05-01T04:00:04Z\","
                        + " \"gaps\": 2, \"lost_samples\": 960, \"rssi_dbm\": -71, \"microphone\":"
                        + " \"silent\"}'::jsonb)))",
                    device.toString());
            try (var _ = records.keepReporting(device)) {
                JsonNode frame = owner.next("telemetry");
                JsonNode health = frame.path("data").path("health");
                assertThat(frame.path("channel").stringValue()).isEqualTo("device:" + device);
                assertThat(health.path("reported_at").stringValue()).isEqualTo("2026-05-01T04:00:05Z");
                assertThat(health.path("gaps").longValue()).isEqualTo(2);
                assertThat(health.path("rssi_dbm").intValue()).isEqualTo(-71);
                assertThat(health.path("microphone").stringValue()).isEqualTo("silent");
                assertThat(health.path("battery_volts").isNull()).isTrue();
            }
        }
    }

    @Test
    void speaksToSimpleClients() throws Exception {
        try (LiveClient client = LiveClient.connectSimply(Instances.port(one), "token=" + ISSUER.token(user))) {
            assertThat(client.next("connected").path("type").stringValue()).isEqualTo("event");
            records.processed(user, 1);
            JsonNode capture = client.next("new_capture");
            assertThat(capture.path("type").stringValue()).isEqualTo("event");
            assertThat(capture.path("message").stringValue()).isEqualTo("new_capture");
            assertThat(capture.path("timestamp").stringValue()).isEqualTo("2026-05-01T06:00:00.123Z");
            assertThat(capture.path("offset").longValue()).isEqualTo(1);
        }
    }

    private static Set<String> clients(JsonNode presence) {
        return presence.path("data").path("clients").values().stream()
                .map(client -> client.path("client_id").stringValue())
                .collect(Collectors.toSet());
    }

    private LiveClient connect(ConfigurableApplicationContext instance, String more) {
        return LiveClient.connect(Instances.port(instance), "token=" + ISSUER.token(user) + more);
    }

    private String ticket(UUID signIn) throws Exception {
        String ticket = UUID.randomUUID().toString();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(StandardCharsets.UTF_8));
        execute(
                "SELECT issue_ws_ticket(?, ?::bigint, ?::uuid, 'user', now() + interval '15 minutes', '30 seconds')",
                hash,
                user,
                signIn.toString());
        return ticket;
    }

    private void awaitPosition(String client, long offset) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (position(client) != offset) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private long position(String client) throws SQLException {
        try (Connection connection = TestServers.postgres()
                        .administrator(PostgresServer.DATABASE)
                        .getConnection();
                PreparedStatement ask = connection.prepareStatement(
                        "SELECT coalesce(max(acked), 0) FROM client_position WHERE user_id = ? AND client_id = ?")) {
            ask.setLong(1, user);
            ask.setString(2, client);
            var found = ask.executeQuery();
            found.next();
            return found.getLong(1);
        }
    }

    private static long newUser() {
        String name = UUID.randomUUID().toString();
        try (Connection connection = TestServers.postgres()
                        .administrator(PostgresServer.DATABASE)
                        .getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO app_user (username, email, password_hash) VALUES (?, ?, '-') RETURNING id")) {
            insert.setString(1, name);
            insert.setString(2, name + "@example.org");
            var id = insert.executeQuery();
            id.next();
            // Far from the numbers that other tests of this module make up.
            return id.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(String sql, Object... parameters) throws SQLException {
        try (Connection connection = TestServers.postgres()
                        .administrator(PostgresServer.DATABASE)
                        .getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }
}
