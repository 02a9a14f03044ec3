package dev.chirp.cli.device;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.ErrorCode;
import dev.chirp.ingest.frame.Frame;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The rules of frames, as a device can see them. Each is tried with a boot of its own. */
final class Rules {
    private static final int RATE = 16_000;
    /** Of one channel; 100 ms. */
    private static final int FRAME_SAMPLES = RATE / 10;

    private static final int FRAMES_PER_SECOND = RATE / FRAME_SAMPLES;
    private static final double HERTZ = 2_000;
    private static final double LOUDNESS = 3_000;
    private static final int OPUS_PACKETS = 25;

    /** 20 ms in Opus. */
    private static final byte[] SILENCE = {(byte) 0xf8, (byte) 0xff, (byte) 0xfe};

    private static final int CRC_AT = 20;
    private static final int SEQ_AT = 12;

    private final ServerAddress server;
    private final String key;
    private final @Nullable String deviceId;
    private final Duration patience;
    private final byte[] tone = tone();

    Rules(ServerAddress server, String key, @Nullable String deviceId, Duration patience) {
        this.server = server;
        this.key = key;
        this.deviceId = deviceId;
        this.patience = patience;
    }

    List<Rule> all() {
        byte[] good = Probe.bytes(audio(0, 1));
        return List.of(
                new Rule("HELLO with a good key is answered by WELCOME", this::welcome),
                new Rule("HELLO with an unknown key: unauthenticated", this::unknownKey),
                new Rule("a frame before HELLO: unauthenticated", () -> first(good, ErrorCode.UNAUTHENTICATED)),
                new Rule("a sample rate of 0: unsupported_format", this::noRate),
                new Rule("another magic: bad_magic", () -> later(changed(good, 0), ErrorCode.BAD_MAGIC)),
                new Rule("another version: bad_version", () -> later(changed(good, 4), ErrorCode.BAD_VERSION)),
                new Rule("another checksum: bad_crc", () -> later(changed(good, CRC_AT), ErrorCode.BAD_CRC)),
                new Rule(
                        "another number, so another checksum: bad_crc",
                        () -> later(changed(good, SEQ_AT), ErrorCode.BAD_CRC)),
                new Rule("a payload of 2 GB: bad_length", () -> later(changed(good, 16), ErrorCode.BAD_LENGTH)),
                new Rule(
                        "half a sample: bad_length",
                        () -> later(Probe.bytes(audio(0, 1, new byte[] {1})), ErrorCode.BAD_LENGTH)),
                new Rule(
                        "a missing number: bad_sequence",
                        () -> later(Probe.bytes(audio(0, 2)), ErrorCode.BAD_SEQUENCE)),
                new Rule(
                        "Opus in a stream of s16le: unsupported_format",
                        () -> later(Probe.bytes(audio(Frame.OPUS, 1)), ErrorCode.UNSUPPORTED_FORMAT)),
                new Rule(
                        "an EVENT of the device: bad_sequence",
                        () -> later(
                                Probe.bytes(Frame.unnumbered(new Body.Event(new byte[] {'{', '}'}))),
                                ErrorCode.BAD_SEQUENCE)),
                new Rule(
                        "subscribe to what is not there: unsupported_format",
                        () -> first(subscribing("everybody"), ErrorCode.UNSUPPORTED_FORMAT)),
                new Rule(
                        "Opus at a rate that it does not have: unsupported_format",
                        () -> first(Probe.bytes(Frame.unnumbered(opus(44_100))), ErrorCode.UNSUPPORTED_FORMAT)),
                new Rule(
                        "s16le in a stream of Opus: unsupported_format",
                        () -> laterInOpus(audio(0, 1, SILENCE), ErrorCode.UNSUPPORTED_FORMAT)),
                new Rule(
                        "an Opus packet whose lengths do not fit: bad_length",
                        () -> laterInOpus(audio(Frame.OPUS, 1, new byte[] {(byte) 0x99, 1}), ErrorCode.BAD_LENGTH)),
                new Rule("a clip of Opus packets is committed", this::opusClip),
                new Rule("a device that subscribes to user hears what becomes of its clip", this::event),
                new Rule(
                        "a second HELLO: bad_sequence",
                        () -> later(Probe.bytes(Frame.unnumbered(hello("again", null))), ErrorCode.BAD_SEQUENCE)),
                new Rule("PING is answered by PONG", this::ping),
                new Rule("TELEMETRY is taken", this::telemetry),
                new Rule("a clip that END_CLIP ends is committed", this::endClip),
                new Rule("a clip that a flag ends is committed", this::lastOfClip),
                new Rule("frames may come byte by byte", this::byteByByte),
                new Rule("a GAP is acknowledged with the clip before it", this::gap),
                new Rule("a frame that comes twice counts once", this::twice),
                new Rule("a stream without ends is cut", this::endless),
                new Rule("the credit holds a maximal clip", this::credit),
                new Rule("after a break the device goes on behind what is committed", this::resume),
                new Rule("BYE is answered by BYE when the clips are committed", this::bye),
                new Rule(
                        "a frame that stays incomplete: timeout",
                        () -> later(Arrays.copyOf(good, 100), ErrorCode.TIMEOUT)));
    }

    private void welcome() throws IOException, BrokenRule {
        // Made first: the server does not wait while this process loads its classes.
        byte[] hello = Probe.bytes(Frame.unnumbered(hello("fresh", null)));
        try (Probe probe = connect()) {
            probe.send(hello);
            Body.Welcome welcome = probe.await(Body.Welcome.class, answer -> true);
            require(!welcome.sessionId().isEmpty(), "session_id is empty");
            require(welcome.committedSeq() == 0, "committed_seq of a new boot is " + welcome.committedSeq());
            require(welcome.maxFrame() == Frame.MAX_PAYLOAD_BYTES, "max_frame is " + welcome.maxFrame());
            require(welcome.heartbeatMs() > 0, "heartbeat_ms is " + welcome.heartbeatMs());
            require(
                    welcome.clipMaxSeconds() >= 3 && welcome.clipMaxSeconds() <= 15,
                    "clip_max_seconds is " + welcome.clipMaxSeconds());
        }
    }

    private void unknownKey() throws IOException, BrokenRule {
        Body.Hello hello = hello("b", null);
        try (Probe probe = connect()) {
            probe.send(new Body.Hello(
                    key.substring(0, key.length() - 1) + '-',
                    hello.deviceId(),
                    hello.bootId(),
                    null,
                    RATE,
                    1,
                    "s16le",
                    null,
                    null,
                    null));
            probe.awaitError(ErrorCode.UNAUTHENTICATED);
        }
    }

    private void noRate() throws IOException, BrokenRule {
        Body.Hello hello = hello("b", null);
        first(
                Probe.bytes(Frame.unnumbered(
                        new Body.Hello(key, hello.deviceId(), hello.bootId(), null, 0, 1, "s16le", null, null, null))),
                ErrorCode.UNSUPPORTED_FORMAT);
    }

    private void ping() throws IOException, BrokenRule {
        try (Probe probe = connected("ping")) {
            probe.send(new Body.Ping());
            probe.await(Body.Pong.class, pong -> true);
        }
    }

    private void telemetry() throws IOException, BrokenRule {
        try (Probe probe = connected("telemetry")) {
            probe.send(new Body.Telemetry(-60, 100_000L, 3.9, null, 21.5, 0L, 1L, null, null));
            probe.send(new Body.Ping());
            probe.await(Body.Pong.class, pong -> true);
        }
    }

    private void opusClip() throws IOException, BrokenRule {
        try (Probe probe = connect()) {
            probe.welcome(opus(RATE));
            for (long seq = 1; seq < OPUS_PACKETS; seq++) {
                probe.send(audio(Frame.OPUS, seq, SILENCE));
            }
            probe.send(audio(Frame.OPUS | Frame.LAST_OF_CLIP, OPUS_PACKETS, SILENCE));
            probe.awaitCommitted(OPUS_PACKETS);
        }
    }

    private void event() throws IOException, BrokenRule {
        try (Probe probe = connect()) {
            probe.send(subscribing(Body.Hello.USER));
            probe.await(Body.Welcome.class, welcome -> true);
            for (long seq = 1; seq < FRAMES_PER_SECOND; seq++) {
                probe.send(audio(0, seq));
            }
            probe.send(audio(Frame.LAST_OF_CLIP, FRAMES_PER_SECOND));
            Body.Event event = probe.await(Body.Event.class, any -> true);
            JsonNode envelope;
            try {
                envelope = EventJson.MAPPER.readTree(event.envelope());
            } catch (JacksonException e) {
                throw new BrokenRule("EVENT is not JSON");
            }
            require(envelope.path("channel").asString("").equals("user"), "EVENT is not of the channel user");
            require(envelope.path("event").isString() && envelope.path("data").isObject(), "EVENT is no envelope");
        }
    }

    private void laterInOpus(Frame frame, ErrorCode code) throws IOException, BrokenRule {
        try (Probe probe = connect()) {
            probe.welcome(opus(RATE));
            probe.send(frame);
            probe.awaitError(code);
        }
    }

    private Body.Hello opus(int rate) {
        return new Body.Hello(key, deviceId, boot("opus"), "device-check", rate, 1, "opus", null, null, null);
    }

    private byte[] subscribing(String channel) {
        return Probe.bytes(Frame.unnumbered(new Body.Hello(
                key, deviceId, boot("event"), "device-check", RATE, 1, "s16le", null, null, null, List.of(channel))));
    }

    private void endClip() throws IOException, BrokenRule {
        try (Probe probe = connected("end")) {
            probe.send(audio(0, 1));
            probe.send(audio(0, 2));
            probe.send(new Frame(0, 1, 3, new Body.EndClip()));
            probe.awaitCommitted(3);
        }
    }

    private void lastOfClip() throws IOException, BrokenRule {
        try (Probe probe = connected("flag")) {
            probe.send(audio(0, 1));
            probe.send(audio(Frame.LAST_OF_CLIP, 2));
            probe.awaitCommitted(2);
        }
    }

    private void byteByByte() throws IOException, BrokenRule {
        try (Probe probe = connect()) {
            for (byte one : Probe.bytes(Frame.unnumbered(hello("bytes", null)))) {
                probe.send(new byte[] {one});
            }
            probe.await(Body.Welcome.class, welcome -> true);
        }
    }

    private void gap() throws IOException, BrokenRule {
        try (Probe probe = connected("gap")) {
            probe.send(audio(0, 1));
            probe.send(new Frame(0, 1, 2, new Body.Gap(2L, FRAME_SAMPLES, "check")));
            probe.awaitCommitted(2);
        }
    }

    private void twice() throws IOException, BrokenRule {
        try (Probe probe = connected("twice")) {
            probe.send(audio(0, 1));
            probe.send(audio(0, 1));
            probe.send(audio(Frame.LAST_OF_CLIP, 2));
            probe.awaitCommitted(2);
        }
    }

    private void endless() throws IOException, BrokenRule {
        try (Probe probe = connect()) {
            Body.Welcome welcome = probe.welcome(hello("endless", null));
            for (long seq = 1; seq <= (welcome.clipMaxSeconds() + 1) * FRAMES_PER_SECOND; seq++) {
                probe.send(audio(0, seq));
            }
            probe.awaitCommitted(1);
        }
    }

    private void credit() throws IOException, BrokenRule {
        try (Probe probe = connect()) {
            Body.Welcome welcome = probe.welcome(hello("credit", null));
            long maximalClip = welcome.clipMaxSeconds() * FRAMES_PER_SECOND;
            require(
                    welcome.creditFrames() > maximalClip,
                    "credit_frames is %d, a maximal clip has %d frames".formatted(welcome.creditFrames(), maximalClip));
        }
    }

    private void resume() throws IOException, BrokenRule {
        String boot = boot("resume");
        try (Probe before = connect()) {
            before.welcome(helloOf(boot, null));
            before.send(audio(Frame.LAST_OF_CLIP, 1));
            before.awaitCommitted(1);
            before.send(audio(0, 2));
            before.cut();
        }
        try (Probe after = connect()) {
            Body.Welcome welcome = after.welcome(helloOf(boot, 2L));
            require(welcome.committedSeq() == 1, "committed_seq is %d (expected: 1)".formatted(welcome.committedSeq()));
            after.send(audio(0, 2));
            after.send(audio(Frame.LAST_OF_CLIP, 3));
            after.awaitCommitted(3);
        }
    }

    private void bye() throws IOException, BrokenRule {
        try (Probe probe = connected("bye")) {
            probe.send(audio(Frame.LAST_OF_CLIP, 1));
            probe.send(new Body.Bye());
            probe.awaitCommitted(1);
            probe.await(Body.Bye.class, bye -> true);
        }
    }

    /** These bytes as the first of a connection. */
    private void first(byte[] bytes, ErrorCode code) throws IOException, BrokenRule {
        try (Probe probe = connect()) {
            probe.send(bytes);
            probe.awaitError(code);
        }
    }

    /** These bytes after WELCOME. */
    private void later(byte[] bytes, ErrorCode code) throws IOException, BrokenRule {
        try (Probe probe = connected("bad")) {
            probe.send(bytes);
            probe.awaitError(code);
        }
    }

    private static void require(boolean holds, String otherwise) throws BrokenRule {
        if (!holds) {
            throw new BrokenRule(otherwise);
        }
    }

    private Probe connect() throws IOException {
        return new Probe(server, patience);
    }

    private Probe connected(String boot) throws IOException, BrokenRule {
        Probe probe = connect();
        probe.welcome(hello(boot, null));
        return probe;
    }

    private Body.Hello hello(String boot, @Nullable Long resumeFrom) {
        return helloOf(boot(boot), resumeFrom);
    }

    private static String boot(String name) {
        return name + "-" + UUID.randomUUID();
    }

    private Body.Hello helloOf(String bootId, @Nullable Long resumeFrom) {
        return new Body.Hello(key, deviceId, bootId, "device-check", RATE, 1, "s16le", null, null, resumeFrom);
    }

    private Frame audio(int flags, long seq) {
        return audio(flags, seq, tone);
    }

    private static Frame audio(int flags, long seq, byte[] samples) {
        return new Frame(flags, 1, seq, new Body.Audio(Unpooled.wrappedBuffer(samples)));
    }

    private static byte[] changed(byte[] frame, int at) {
        byte[] changed = frame.clone();
        changed[at] ^= 0x7f;
        return changed;
    }

    private static byte[] tone() {
        byte[] samples = new byte[2 * FRAME_SAMPLES];
        for (int i = 0; i < FRAME_SAMPLES; i++) {
            int value = (int) (LOUDNESS * Math.sin(2 * Math.PI * HERTZ * i / RATE));
            samples[2 * i] = (byte) value;
            samples[2 * i + 1] = (byte) (value >> 8);
        }
        return samples;
    }
}
