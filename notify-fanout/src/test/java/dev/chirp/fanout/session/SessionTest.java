package dev.chirp.fanout.session;

import static dev.chirp.fanout.session.Messages.at;
import static dev.chirp.fanout.session.Messages.message;
import static dev.chirp.fanout.session.Messages.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.fanout.FrameSchema;
import dev.chirp.fanout.channel.LiveChannel;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.history.Replay;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

class SessionTest {
    private static final Instant NOW = Instant.parse("2026-05-01T06:00:00Z");
    private static final UUID ID = UUID.fromString("0196884e-0000-7000-8000-000000000001");

    private final EmbeddedChannel socket = new EmbeddedChannel();
    private final ScriptedChannels channels = new ScriptedChannels();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long nanos = 1_000;
    private Session session = session(Map.of());

    @Test
    void tellsWhereTheClientStandsBeforeAnythingElse() {
        channels.start = CompletableFuture.completedFuture(at(4));
        session.begin();
        channels.joined.getFirst().onMessage(message(5));
        run();

        assertThat(next().toString()).isEqualTo("""
            {"event":"connected","ts":"2026-05-01T06:00:00.000Z","data":{"session_id":"%s","client_id":null,"user_id":7,\
            "ping_interval_ms":25000,"pong_timeout_ms":8000,"token_expires_at":"2026-05-01T06:15:00.000Z",\
            "reconnect":{"min_ms":500,"max_ms":20000,"jitter_ms":500,"max_attempts":5},\
            "channels":[{"channel":"user","epoch":3,"offset":4,"recovered":false,"replayed":0}]}}\
            """.formatted(ID));
        assertThat(next().toString()).isEqualTo("{\"event\":\"ping\",\"ts\":\"2026-05-01T06:00:00.000Z\",\"data\":{}}");
        assertThat(next().path("offset").longValue()).isEqualTo(5);
    }

    @Test
    void replaysWhatFollowedThePositionOfTheClient() {
        session = session(Map.of(LiveChannel.USER, at(4)));
        channels.start = CompletableFuture.completedFuture(at(7));
        channels.replay(new Replay.Page(messages(5, 6), true));
        channels.replay(new Replay.Page(messages(7, 8), false));
        session.begin();
        run();

        JsonNode channel = next().path("data").path("channels").get(0);
        assertThat(channel.toString())
                .isEqualTo("{\"channel\":\"user\",\"epoch\":3,\"offset\":7,\"recovered\":true,\"replayed\":3}");
        assertThat(event()).isEqualTo("ping");
        assertThat(offsets(4)).containsExactly(5L, 6L, 7L, 8L);
        assertThat(channels.askedAfter).containsExactly(at(4), at(6));
    }

    @Test
    void saysSoWhenThePositionIsLost() {
        session = session(Map.of(LiveChannel.USER, new Position(2, 40)));
        channels.start = CompletableFuture.completedFuture(at(7));
        channels.replay(new Replay.Lost());
        session.begin();
        run();

        JsonNode channel = next().path("data").path("channels").get(0);
        assertThat(channel.path("recovered").booleanValue()).isFalse();
        assertThat(channel.path("offset").longValue()).isEqualTo(7);
    }

    @Test
    void closesWhenNoPositionCanBeFound() {
        channels.start = CompletableFuture.failedFuture(new IllegalStateException("away"));
        session.begin();
        run();

        assertThat(closeCode()).isEqualTo(4010);
        assertThat(channels.joined).isEmpty();
    }

    @Test
    void repairsAGapFromThePast() {
        Subscription user = connected();
        channels.replay(new Replay.Page(messages(1, 2), false));
        user.onMessage(message(3));
        run();

        assertThat(offsets(3)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void triesAgainWhileThePastCannotBeRead() {
        Subscription user = connected();
        channels.replays.add(CompletableFuture.failedFuture(new IllegalStateException("away")));
        channels.replay(new Replay.Page(messages(1, 2), false));
        user.onMessage(message(3));
        run();
        assertThat((Object) socket.readOutbound()).isNull();

        socket.advanceTimeBy(10, TimeUnit.SECONDS);
        run();
        run();
        assertThat(offsets(3)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void closesWhenThePastStaysAway() {
        Subscription user = connected();
        user.onMessage(message(3));
        for (int i = 0; i < 20; i++) {
            run();
            socket.advanceTimeBy(10, TimeUnit.SECONDS);
        }
        run();

        assertThat(closeCode()).isEqualTo(4010);
    }

    @Test
    void advancesOverASkippedOffsetWithoutAFrame() {
        Subscription user = connected();
        user.onMessage(LiveMessage.skip(at(1)));
        user.onMessage(message(2));
        session.flush();

        assertThat(offsets(1)).containsExactly(2L);
    }

    @Test
    void closesAClientThatDoesNotAnswerAPing() {
        connected();
        pass(Duration.ofMillis(8_001));

        assertThat(closeCode()).isEqualTo(4012);
    }

    @Test
    void pingsAClientThatAnswersAgainAfterTheInterval() {
        connected();
        session.onFrame();
        pass(Duration.ofMillis(24_999));
        assertThat((Object) socket.readOutbound()).isNull();

        pass(Duration.ofMillis(1));
        assertThat(event()).isEqualTo("ping");
    }

    @Test
    void warnsBeforeTheTokenExpiresAndClosesAfterwards() {
        connected();
        session.onFrame();
        pass(Duration.ofMinutes(14));
        assertThat(List.of(event(), event())).containsExactlyInAnyOrder("ping", "token_expiring");
        session.onFrame();

        pass(Duration.ofSeconds(89));
        session.onFrame();
        assertThat(event()).isEqualTo("ping");
        pass(Duration.ofSeconds(1));
        assertThat(closeCode()).isEqualTo(4005);
    }

    @Test
    void answersOperations() {
        connected();
        session.onText("{\"op\":\"ping\",\"id\":\"a\"}");
        session.onText("{\"op\":\"pong\"}");
        session.onText("{\"op\":\"dance\",\"id\":\"b\"}");
        session.onText("{\"op\":\"subscribe\",\"id\":\"c\",\"channels\":[{\"channel\":\"user\"},{\"channel\":\"x\"}]}");

        JsonNode pong = next();
        assertThat(pong.path("event").stringValue()).isEqualTo("pong");
        assertThat(pong.path("data").path("op_id").stringValue()).isEqualTo("a");
        JsonNode error = next();
        assertThat(error.path("event").stringValue()).isEqualTo("error");
        assertThat(error.path("data").path("code").stringValue()).isEqualTo("bad_request");
        assertThat(error.path("data").path("op_id").stringValue()).isEqualTo("b");
        assertThat(next().path("data").path("detail").stringValue()).isEqualTo("channel is subscribed already");
        assertThat(next().path("data").path("detail").stringValue()).isEqualTo("channel is unknown");
    }

    @Test
    void leavesAndJoinsAChannelAgain() {
        connected();
        session.onText("{\"op\":\"unsubscribe\",\"id\":\"a\",\"channels\":[{\"channel\":\"user\"}]}");
        assertThat(event()).isEqualTo("unsubscribed");
        assertThat(channels.joined).isEmpty();

        channels.start = CompletableFuture.completedFuture(at(9));
        session.onText("{\"op\":\"subscribe\",\"id\":\"b\",\"channels\":[{\"channel\":\"user\"}]}");
        run();
        JsonNode subscribed = next();
        assertThat(subscribed.path("event").stringValue()).isEqualTo("subscribed");
        assertThat(subscribed.path("data").path("op_id").stringValue()).isEqualTo("b");
        assertThat(subscribed
                        .path("data")
                        .path("channels")
                        .get(0)
                        .path("offset")
                        .longValue())
                .isEqualTo(9);
    }

    @Test
    void closesAClientThatSendsTooManyOperations() {
        connected();
        for (int i = 0; i < 41; i++) {
            session.onText("{\"op\":\"pong\"}");
        }

        assertThat(closeCode()).isEqualTo(4013);
    }

    @Test
    void queuesForASlowSocketAndSendsInOrderWhenItCan() {
        Subscription user = connected();
        writable(false);
        messages(1, 3).forEach(user::onMessage);
        session.onText("{\"op\":\"ping\"}");
        assertThat((Object) socket.readOutbound()).isNull();
        assertThat(meters.get("fanout.queue.bytes").gauge().value()).isPositive();

        writable(true);
        assertThat(event()).isEqualTo("pong");
        assertThat(offsets(3)).containsExactly(1L, 2L, 3L);
        assertThat(meters.get("fanout.queue.bytes").gauge().value()).isZero();
    }

    @Test
    void closesASocketThatTakesNothingForASecond() {
        Subscription user = connected();
        writable(false);
        user.onMessage(message(1));
        pass(Duration.ofMillis(1_001));

        assertThat(closeCode()).isEqualTo(4008);
        assertThat(meters.get("fanout.drops").tag("where", "session").counter().count())
                .isEqualTo(1);
        assertThat(meters.get("fanout.queue.bytes").gauge().value()).isZero();
    }

    @Test
    void closesASocketWhoseQueueIsFull() {
        Subscription user = connected();
        writable(false);
        for (long offset = 1; offset < 200; offset++) {
            user.onMessage(message(offset));
        }

        assertThat(closeCode()).isEqualTo(4008);
        assertThat(channels.joined).isEmpty();
    }

    @Test
    void saysSlowDownOnceWhenHalfTheQueueIsFull() {
        Subscription user = connected();
        writable(false);
        for (long offset = 1; offset < 60; offset++) {
            user.onMessage(message(offset));
            session.flush();
        }
        writable(true);

        JsonNode slowDown = next();
        assertThat(slowDown.path("event").stringValue()).isEqualTo("slow_down");
        assertThat(slowDown.path("data").path("limit").longValue()).isEqualTo(1_024);
        assertThat(offsets(59)).first().isEqualTo(1L);
    }

    @Test
    void doesNotReadMoreOfThePastThanTheSocketTakes() {
        Subscription user = connected();
        writable(false);
        user.onMessage(message(1));
        user.catchUp();
        assertThat(channels.askedAfter).isEmpty();

        channels.replay(new Replay.Page(messages(2, 2), false));
        writable(true);
        run();
        assertThat(offsets(2)).containsExactly(1L, 2L);
    }

    @Test
    void answersTheCloseOfTheClient() {
        connected();
        session.onClose(1000);

        assertThat(closeCode()).isEqualTo(1000);
        assertThat(socket.isOpen()).isFalse();
    }

    @Test
    void awaitsTheCloseOfTheClientForAWhile() {
        connected();
        session.close(CloseReason.BAD_REQUEST);
        assertThat(closeCode()).isEqualTo(4501);
        assertThat(socket.isOpen()).isTrue();

        pass(Duration.ofMillis(3_001));
        assertThat(socket.isOpen()).isFalse();
    }

    @Test
    void closesTheConnectionWhenTheClientAnswersItsClose() {
        connected();
        session.close(CloseReason.BAD_REQUEST);
        session.onClose(4501);

        assertThat(socket.isOpen()).isFalse();
    }

    @Test
    void tellsTheClientToComeBackWhenItDrains() {
        connected();
        session.drain(700);

        JsonNode reconnect = next();
        assertThat(reconnect.path("event").stringValue()).isEqualTo("reconnect");
        assertThat(reconnect.path("data").toString()).contains("\"reason\":\"drain\"", "\"after_ms\":700");
        assertThat(closeCode()).isEqualTo(4001);
    }

    @Test
    void sendsNothingAfterItsClose() {
        Subscription user = connected();
        session.close(CloseReason.DRAIN);
        session.close(CloseReason.TOO_SLOW);
        user.onMessage(message(1));
        user.catchUp();
        session.onText("{\"op\":\"ping\"}");
        session.onPing(new byte[0]);
        run();

        assertThat(closeCode()).isEqualTo(4001);
        assertThat((Object) socket.readOutbound()).isNull();
    }

    @Test
    void countsSessionsByState() {
        connected();
        assertThat(count("open")).isEqualTo(1);
        session.close(CloseReason.DRAIN);
        assertThat(count("open")).isZero();
        assertThat(count("closing")).isEqualTo(1);
        session.onGone();
        session.onGone();
        assertThat(count("closing")).isZero();
    }

    @Test
    void isGoneFromItsChannelsWhenTheConnectionIs() {
        connected();
        session.onGone();

        assertThat(channels.joined).isEmpty();
        assertThat(count("open")).isZero();
        assertThat(count("closing")).isZero();
    }

    @Test
    void answersAProtocolPing() {
        connected();
        session.onPing(new byte[] {1, 2});

        ByteBuf pong = socket.readOutbound();
        assertThat(pong.readUnsignedByte()).isEqualTo((short) 0x8A);
        assertThat(pong.readUnsignedByte()).isEqualTo((short) 2);
    }

    private Subscription connected() {
        session.begin();
        run();
        next();
        next();
        return channels.joined.getFirst();
    }

    private Session session(Map<String, Position> since) {
        var settings = new SessionSettings(
                Duration.ofSeconds(25),
                Duration.ofSeconds(8),
                Duration.ofSeconds(1),
                DataSize.ofBytes(1_024),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                20,
                new SessionSettings.Reconnect(500, 20_000, 500, 5));
        InstantSource clock = InstantSource.fixed(NOW);
        meters.clear();
        var scope = new SessionScope(settings, channels, new SessionMeters(meters, clock), clock, () -> nanos);
        return new Session(socket, new Client(ID, 7, null, NOW.plusSeconds(900), since), scope);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        session.tick();
        run();
    }

    private void run() {
        socket.runPendingTasks();
    }

    private void writable(boolean now) {
        socket.unsafe().outboundBuffer().setUserDefinedWritability(1, now);
        session.onWritabilityChanged();
        run();
    }

    private double count(String state) {
        return meters.get("fanout.connections").tag("state", state).gauge().value();
    }

    private String event() {
        return next().path("event").stringValue();
    }

    private List<Long> offsets(int count) {
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            offsets.add(next().path("offset").longValue());
        }
        return offsets;
    }

    private JsonNode next() {
        ByteBuf frame = socket.readOutbound();
        assertThat(frame).as("a frame").isNotNull();
        assertThat(frame.readUnsignedByte()).as("final text frame").isEqualTo((short) 0x81);
        int length = frame.readUnsignedByte();
        if (length == 126) {
            length = frame.readUnsignedShort();
        }
        assertThat(frame.readableBytes()).isEqualTo(length);
        JsonNode read = EventJson.MAPPER.readTree(frame.toString(StandardCharsets.UTF_8));
        if (read.has("event")) {
            FrameSchema.check(read);
        }
        return read;
    }

    private int closeCode() {
        ByteBuf frame = socket.readOutbound();
        assertThat(frame).as("a frame").isNotNull();
        assertThat(frame.readUnsignedByte()).as("close frame").isEqualTo((short) 0x88);
        frame.readUnsignedByte();
        return frame.readUnsignedShort();
    }
}
