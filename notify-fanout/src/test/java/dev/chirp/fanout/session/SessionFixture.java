package dev.chirp.fanout.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.fanout.FrameSchema;
import dev.chirp.fanout.channel.Position;
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
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/** A session on an embedded channel, with a clock that only tests move. */
abstract class SessionFixture {
    static final Instant NOW = Instant.parse("2026-05-01T06:00:00Z");
    static final UUID SIGN_IN = UUID.fromString("0196884e-0000-7000-8000-000000000002");
    static final UUID ID = UUID.fromString("0196884e-0000-7000-8000-000000000001");

    final EmbeddedChannel socket = new EmbeddedChannel();
    final ScriptedChannels channels = new ScriptedChannels();
    final Surroundings surroundings = new Surroundings();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    long nanos = 1_000;
    String clientId;
    boolean simple;
    Session session = session(Map.of());

    Subscription connected() {
        session.begin();
        run();
        next();
        next();
        return channels.joined.getFirst();
    }

    Session session(Map<String, Position> since) {
        var settings = new SessionSettings(
                Duration.ofSeconds(25),
                Duration.ofSeconds(8),
                Duration.ofSeconds(1),
                DataSize.ofBytes(1_024),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                Duration.ofMinutes(5),
                3,
                20,
                new SessionSettings.Reconnect(500, 20_000, 500, 5));
        InstantSource clock = InstantSource.fixed(NOW);
        meters.clear();
        var scope = new SessionScope(
                settings, surroundings.services(channels), new SessionMeters(meters, clock), clock, () -> nanos);
        return new Session(socket, new Client(ID, 7, SIGN_IN, clientId, simple, NOW.plusSeconds(900), since), scope);
    }

    void pass(Duration time) {
        nanos += time.toNanos();
        session.tick();
        run();
    }

    void run() {
        socket.runPendingTasks();
    }

    void writable(boolean now) {
        socket.unsafe().outboundBuffer().setUserDefinedWritability(1, now);
        session.onWritabilityChanged();
        run();
    }

    double count(String state) {
        return meters.get("fanout.connections").tag("state", state).gauge().value();
    }

    String event() {
        return next().path("event").stringValue();
    }

    List<Long> offsets(int count) {
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            offsets.add(next().path("offset").longValue());
        }
        return offsets;
    }

    JsonNode next() {
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

    int closeCode() {
        ByteBuf frame = socket.readOutbound();
        assertThat(frame).as("a frame").isNotNull();
        assertThat(frame.readUnsignedByte()).as("close frame").isEqualTo((short) 0x88);
        frame.readUnsignedByte();
        return frame.readUnsignedShort();
    }
}
