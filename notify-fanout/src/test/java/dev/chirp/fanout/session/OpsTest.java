package dev.chirp.fanout.session;

import static dev.chirp.fanout.session.Messages.at;
import static dev.chirp.fanout.session.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.channel.SnapshotChannel;
import dev.chirp.fanout.frame.Frames;
import dev.chirp.fanout.history.Replay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a client can ask of its session. */
class OpsTest extends SessionFixture {
    private static final SnapshotChannel SHED = SnapshotChannel.device(UUID.randomUUID());

    @Test
    void keepsAcknowledgementsOfAClientWithAName() {
        clientId = "page-1";
        session = session(Map.of());
        Subscription user = connected();
        user.onMessage(message(1), Frames.EACH);
        user.onMessage(message(2), Frames.EACH);
        session.flush();
        assertThat(offsets(2)).containsExactly(1L, 2L);
        assertThat(meters.get("fanout.unacked").gauge().value()).isEqualTo(2);

        session.onText("{\"op\":\"ack\",\"id\":\"a\",\"channel\":\"user\",\"offset\":1}");

        JsonNode acked = next();
        assertThat(acked.path("event").stringValue()).isEqualTo("acked");
        assertThat(acked.path("data").toString()).contains("\"op_id\":\"a\"", "\"channel\":\"user\"", "\"offset\":1");
        assertThat(surroundings.acked).containsExactly(Map.entry("7/page-1/user", at(1)));
        assertThat(meters.get("fanout.unacked").gauge().value()).isEqualTo(1);
        session.onGone();
        assertThat(meters.get("fanout.unacked").gauge().value()).isZero();
    }

    @Test
    void refusesAcknowledgementsOfWhatWasNotSent() {
        Subscription user = connected();
        user.onMessage(message(1), Frames.EACH);
        session.flush();
        assertThat(offsets(1)).containsExactly(1L);

        session.onText("{\"op\":\"ack\",\"channel\":\"user\",\"offset\":2}");
        assertThat(refusal()).isEqualTo("bad_request");
        session.onText("{\"op\":\"ack\",\"channel\":\"device:1\",\"offset\":1}");
        assertThat(refusal()).isEqualTo("not_subscribed");
        assertThat(surroundings.acked).isEmpty();
    }

    @Test
    void beginsWhereAClientWithANameHasAcknowledgedToBe() {
        clientId = "page-1";
        session = session(Map.of());
        surroundings.positions = CompletableFuture.completedFuture(Map.of(DurableChannel.USER, at(4)));
        channels.start = CompletableFuture.completedFuture(at(6));
        channels.replay(new Replay.Page(Messages.messages(5, 6), false));
        session.begin();
        run();
        run();

        JsonNode channel = next().path("data").path("channels").get(0);
        assertThat(channel.path("recovered").booleanValue()).isTrue();
        assertThat(event()).isEqualTo("ping");
        assertThat(offsets(2)).containsExactly(5L, 6L);
    }

    @Test
    void asksAClientToComeBackWhenItsPositionCannotBeRead() {
        clientId = "page-1";
        session = session(Map.of());
        surroundings.positions = CompletableFuture.failedFuture(new IllegalStateException("away"));
        session.begin();
        run();

        assertThat(closeCode()).isEqualTo(4010);
    }

    @Test
    void goesOnWithANewerTokenOfTheSameUser() {
        connected();
        UUID signIn = UUID.randomUUID();
        surroundings.token("newer", 7, signIn, NOW.plusSeconds(3_600));
        session.onText("{\"op\":\"refresh\",\"id\":\"r\",\"token\":\"newer\"}");
        run();

        JsonNode refreshed = next();
        assertThat(refreshed.path("event").stringValue()).isEqualTo("refreshed");
        assertThat(refreshed.path("data").path("token_expires_at").stringValue())
                .isEqualTo("2026-05-01T07:00:00.000Z");
        assertThat(session.client().signIn()).isEqualTo(signIn);
        session.onFrame();
        pass(Duration.ofMinutes(20));
        assertThat(event()).isEqualTo("ping");
        assertThat((Object) socket.readOutbound()).isNull();
    }

    @Test
    void refusesATokenThatIsBadOrOfSomebodyElse() {
        connected();
        surroundings.token("other", 8, UUID.randomUUID(), NOW.plusSeconds(3_600));
        for (String token : List.of("nonsense", "other")) {
            session.onText("{\"op\":\"refresh\",\"token\":\"" + token + "\"}");
            run();
            assertThat(refusal()).isEqualTo("invalid_token");
        }
        assertThat(session.client().signIn()).isEqualTo(SIGN_IN);
    }

    @Test
    void endsWithATokenOfARevokedSignIn() {
        connected();
        UUID signIn = UUID.randomUUID();
        surroundings.token("revoked", 7, signIn, NOW.plusSeconds(3_600));
        surroundings.revoked.add(signIn);
        session.onText("{\"op\":\"refresh\",\"token\":\"revoked\"}");
        run();

        assertThat(closeCode()).isEqualTo(4503);
    }

    @Test
    void hasTheChannelOfTheUserOnceHoweverEarlyItIsAskedFor() {
        clientId = "page-1";
        session = session(Map.of());
        var positions = new CompletableFuture<Map<String, Position>>();
        surroundings.positions = positions;
        session.begin();
        session.onText("{\"op\":\"subscribe\",\"channels\":[{\"channel\":\"user\"}]}");
        assertThat(refusal()).isEqualTo("already_subscribed");
        session.onText("{\"op\":\"unsubscribe\",\"channels\":[\"user\"]}");
        assertThat(refusal()).isEqualTo("bad_request");

        positions.complete(Map.of());
        settle();
        assertThat(event()).isEqualTo("connected");
        assertThat(channels.joined).hasSize(1);
    }

    @Test
    void leavesAChannelThatIsStillBeingFound() {
        connected();
        surroundings.known.put(SHED.name(), SHED);
        surroundings.states.put(SHED, "{\"device_id\":\"%s\"}".formatted(SHED.key()));
        session.onText("{\"op\":\"subscribe\",\"channels\":[{\"channel\":\"" + SHED.name() + "\"}]}");
        session.onText("{\"op\":\"unsubscribe\",\"channels\":[\"" + SHED.name() + "\"]}");
        settle();

        assertThat(event()).isEqualTo("unsubscribed");
        assertThat((Object) socket.readOutbound()).isNull();
        assertThat(channels.joined).hasSize(1);
    }

    @Test
    void showsAStateAtFirstAndWhenItHasChanged() {
        connected();
        surroundings.known.put(SHED.name(), SHED);
        surroundings.states.put(SHED, shedNamed("Shed"));
        session.onText("{\"op\":\"subscribe\",\"channels\":[{\"channel\":\"" + SHED.name() + "\"}]}");
        settle();
        assertThat(event()).isEqualTo("subscribed");
        JsonNode state = next();
        assertThat(state.path("event").stringValue()).isEqualTo("telemetry");
        assertThat(state.path("channel").stringValue()).isEqualTo(SHED.name());
        assertThat(state.has("offset")).isFalse();

        hint();
        assertThat((Object) socket.readOutbound()).as("nothing has changed").isNull();

        surroundings.states.put(SHED, shedNamed("Hide"));
        hint();
        assertThat(next().path("data").path("name").stringValue()).isEqualTo("Hide");
    }

    private static String shedNamed(String name) {
        return """
            {"device_id":"%s","name":"%s","last_seen_at":null,"last_capture_at":null,"last_capture":null,"health":null}\
            """.formatted(SHED.key(), name);
    }

    private void hint() {
        channels.joined.getLast().onMessage(LiveMessage.skip(new Position(0, 0)), Frames.EACH);
        settle();
    }

    @Test
    void answersWhoIsHere() {
        connected();
        surroundings.states.put(SnapshotChannel.presence(7), "{\"channel\":\"user\",\"clients\":[]}");
        session.onText("{\"op\":\"presence\",\"id\":\"p\",\"channel\":\"user\"}");
        settle();

        JsonNode presence = next();
        assertThat(presence.path("event").stringValue()).isEqualTo("presence");
        assertThat(presence.path("data").path("op_id").stringValue()).isEqualTo("p");
        session.onText("{\"op\":\"presence\",\"channel\":\"device:1\"}");
        assertThat(refusal()).isEqualTo("unknown_channel");
    }

    @Test
    void closesASocketWithTooManyChannels() {
        connected();
        surroundings.known.put("presence:user", SnapshotChannel.presence(7));
        surroundings.known.put(SHED.name(), SHED);
        surroundings.known.put("one.more", SnapshotChannel.device(UUID.randomUUID()));
        session.onText("{\"op\":\"subscribe\",\"channels\":[{\"channel\":\"presence:user\"},{\"channel\":\""
                + SHED.name() + "\"},{\"channel\":\"one.more\"}]}");

        assertThat(closeCode()).isEqualTo(4505);
    }

    @Test
    void announcesItselfToARosterThatHasForgottenUntilItCloses() {
        connected();
        session.announce();
        session.close(CloseReason.DRAIN);
        session.announce();

        assertThat(surroundings.roster).containsExactly("here", "again", "gone");
    }

    @Test
    void tellsTheRosterWhoIsHereWhoIsIdleAndWhoHasGone() {
        connected();
        session.onFrame();
        pass(Duration.ofMinutes(6));
        assertThat(meters.get("fanout.connections").tag("state", "idle").gauge().value())
                .isEqualTo(1);
        session.onText("{\"op\":\"ping\"}");
        session.onGone();

        assertThat(surroundings.roster).containsExactly("here", "idle", "here", "gone");
        assertThat(meters.get("fanout.connections").tag("state", "idle").gauge().value())
                .isZero();
    }

    @Test
    void givesSimpleClientsTheirFields() {
        simple = true;
        session = session(Map.of());
        session.begin();
        run();
        JsonNode connected = next();
        assertThat(connected.path("type").stringValue()).isEqualTo("event");
        assertThat(connected.path("message").stringValue()).isEqualTo("connected");
        assertThat(connected.path("timestamp")).isEqualTo(connected.path("ts"));
        assertThat(next().path("type").stringValue()).isEqualTo("ping");

        session.onText("{\"type\":\"pong\"}");
        session.onText("{\"op\":\"dance\"}");
        JsonNode error = next();
        assertThat(error.path("type").stringValue()).isEqualTo("error");
        assertThat(error.path("message").stringValue()).isEqualTo("op is unknown");
    }

    /** Until nothing more follows from what has happened. */
    private void settle() {
        for (int i = 0; i < 5; i++) {
            run();
        }
    }

    private String refusal() {
        JsonNode error = next();
        assertThat(error.path("event").stringValue()).isEqualTo("error");
        return error.path("data").path("code").stringValue();
    }
}
