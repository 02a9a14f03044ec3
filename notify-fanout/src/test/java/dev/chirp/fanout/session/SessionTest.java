package dev.chirp.fanout.session;

import static dev.chirp.fanout.session.Messages.at;
import static dev.chirp.fanout.session.Messages.message;
import static dev.chirp.fanout.session.Messages.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.channel.Snapshot;
import dev.chirp.fanout.channel.SnapshotChannel;
import dev.chirp.fanout.frame.Frames;
import dev.chirp.fanout.history.Replay;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SessionTest extends SessionFixture {
    @Test
    void tellsWhereTheClientStandsBeforeAnythingElse() {
        channels.start = CompletableFuture.completedFuture(at(4));
        session.begin();
        channels.joined.getFirst().onMessage(message(5), Frames.EACH);
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
        session = session(Map.of(DurableChannel.USER, at(4)));
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
        session = session(Map.of(DurableChannel.USER, new Position(2, 40)));
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
        user.onMessage(message(3), Frames.EACH);
        run();

        assertThat(offsets(3)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void triesAgainWhileThePastCannotBeRead() {
        Subscription user = connected();
        channels.replays.add(CompletableFuture.failedFuture(new IllegalStateException("away")));
        channels.replay(new Replay.Page(messages(1, 2), false));
        user.onMessage(message(3), Frames.EACH);
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
        user.onMessage(message(3), Frames.EACH);
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
        user.onMessage(LiveMessage.skip(at(1)), Frames.EACH);
        user.onMessage(message(2), Frames.EACH);
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
        run();
        assertThat(next().path("data").path("code").stringValue()).isEqualTo("unknown_channel");
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
        messages(1, 3).forEach(message -> user.onMessage(message, Frames.EACH));
        session.onText("{\"op\":\"ping\"}");
        assertThat((Object) socket.readOutbound()).isNull();
        assertThat(meters.get("fanout.queue.bytes").gauge().value()).isPositive();

        writable(true);
        assertThat(event()).isEqualTo("pong");
        assertThat(offsets(3)).containsExactly(1L, 2L, 3L);
        assertThat(meters.get("fanout.queue.bytes").gauge().value()).isZero();
    }

    @Test
    void queuesTheStateOfAChannelForASlowSocket() {
        connected();
        writable(false);
        session.sendState(Snapshot.of(
                SnapshotChannel.presence(7),
                Instant.EPOCH,
                EventJson.MAPPER.readTree("{\"channel\": \"user\", \"clients\": []}")));
        assertThat((Object) socket.readOutbound()).isNull();

        writable(true);
        assertThat(event()).isEqualTo("presence");
    }

    @Test
    void closesASocketThatTakesNothingForASecond() {
        Subscription user = connected();
        writable(false);
        user.onMessage(message(1), Frames.EACH);
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
            user.onMessage(message(offset), Frames.EACH);
        }

        assertThat(closeCode()).isEqualTo(4008);
        assertThat(channels.joined).isEmpty();
    }

    @Test
    void saysSlowDownOnceWhenHalfTheQueueIsFull() {
        Subscription user = connected();
        writable(false);
        for (long offset = 1; offset < 60; offset++) {
            user.onMessage(message(offset), Frames.EACH);
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
        user.onMessage(message(1), Frames.EACH);
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
        user.onMessage(message(1), Frames.EACH);
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
}
