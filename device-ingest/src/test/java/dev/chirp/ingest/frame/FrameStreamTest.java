package dev.chirp.ingest.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameStreamTest {
    private static final PooledByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;
    private static final Map<String, byte[]> GOLDEN = golden();

    @Test
    void readsTheGoldenFrames() {
        assertThat(only("hello").body())
                .isEqualTo(new Body.Hello("k", "d", "b1", "1.2", 48_000, 1, "s16le", 5L, null, 7L));
        assertThat(only("welcome").body())
                .isEqualTo(new Body.Welcome("s", 6, 4_100, 1_767_225_600_000L, 65_536, 10, 15_000));
        Frame audio = only("audio");
        assertThat(audio.flags()).isEqualTo(Frame.LAST_OF_CLIP | Frame.BACKFILL);
        assertThat(audio.clip()).isEqualTo(4_294_967_295L);
        assertThat(audio.seq()).isEqualTo(4_294_967_294L);
        assertThat(ByteBufUtil.getBytes(((Body.Audio) audio.body()).samples())).containsExactly(0, 1, -1, -2);
        audio.release();
        assertThat(only("gap").body()).isEqualTo(new Body.Gap(8L, 480, "overrun"));
        assertThat(only("end_clip").body()).isEqualTo(new Body.EndClip());
        assertThat(only("ack").body()).isEqualTo(new Body.Ack(8, 9, 4_100));
        assertThat(only("telemetry").body())
                .isEqualTo(new Body.Telemetry(-61, 81_920L, 3.9, null, null, 2L, null, null, null));
        assertThat(only("ping").body()).isEqualTo(new Body.Ping());
        assertThat(only("pong").body()).isEqualTo(new Body.Pong());
        assertThat(only("slow_down").body()).isEqualTo(new Body.SlowDown(100, 65_560));
        assertThat(only("error").body()).isEqualTo(new Body.Failure("overloaded", "x", 2_000L, true));
        assertThat(only("bye").body()).isEqualTo(new Body.Bye());
        assertThat(((Body.Event) only("event").body()).envelope()).asString().isEqualTo("{\"event\":\"pong\"}");
    }

    @Test
    void writesTheGoldenFrames() {
        GOLDEN.forEach((name, bytes) -> {
            Frame frame = only(name);
            ByteBuf written = FrameWriter.write(ALLOCATOR, frame);
            assertThat(ByteBufUtil.getBytes(written)).as(name).isEqualTo(bytes);
            written.release();
            frame.release();
        });
    }

    @Test
    void saysHowMuchItHolds() {
        try (FrameStream stream = new FrameStream(ALLOCATOR)) {
            assertThat(stream.heldBytes()).isZero();

            stream.offer(ALLOCATOR.buffer().writeZero(3));
            assertThat(stream.heldBytes()).isEqualTo(3);

            assertThat(stream.next()).isInstanceOf(Parsed.More.class);
            assertThat(stream.heldBytes()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void givesTheSameFramesHoweverTheStreamIsCut() {
        byte[] all = concatenated();
        List<String> expected = described(all, List.of(all.length));
        assertThat(expected).hasSize(GOLDEN.size());
        for (int at = 1; at < all.length; at++) {
            assertThat(described(all, List.of(at))).isEqualTo(expected);
        }
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            List<Integer> cuts = new ArrayList<>();
            for (int at = 0; at < all.length; at += 1 + random.nextInt(round % 60 + 1)) {
                cuts.add(at);
            }
            assertThat(described(all, cuts)).isEqualTo(expected);
        }
    }

    @Test
    void readsFramesThatLieInOnePieceWithoutCopyingThem() {
        ByteBuf piece = ALLOCATOR.buffer().writeBytes(GOLDEN.get("audio")).writeBytes(GOLDEN.get("ping"));
        try (FrameStream stream = trusting()) {
            stream.offer(piece);

            Body.Audio audio =
                    (Body.Audio) ((Parsed.Complete) stream.next()).frame().body();

            assertThat(audio.samples().unwrap()).isNotNull();
            piece.setByte(Frame.HEADER_BYTES, 77);
            assertThat(audio.samples().getByte(audio.samples().readerIndex())).isEqualTo((byte) 77);
            audio.samples().release();
        }
        assertThat(piece.refCnt()).isZero();
    }

    @Test
    void holdsNoMoreThanOneFrameOfAStreamThatStandsStill() {
        try (FrameStream stream = trusting()) {
            byte[] audio = GOLDEN.get("audio");
            stream.offer(Unpooled.copiedBuffer(audio, 0, 10));

            assertThat(stream.next()).isInstanceOf(Parsed.More.class);
            assertThat(stream.isIncomplete()).isTrue();
            assertThat(stream.heldBytes()).isEqualTo(Frame.HEADER_BYTES);

            stream.offer(Unpooled.copiedBuffer(audio, 10, audio.length - 10));
            ((Parsed.Complete) stream.next()).frame().release();
            assertThat(stream.isIncomplete()).isFalse();
            assertThat(stream.heldBytes()).isZero();
        }
    }

    /** Every change of a bit is noticed: CRC-32C finds all that touch up to three of these bits, and all bursts. */
    @Test
    void namesWhatIsWrongWithEveryFrameOfWhichOneByteIsChanged() {
        GOLDEN.forEach((name, sound) -> {
            for (int at = 0; at < sound.length; at++) {
                for (int bit = 0; bit < 8; bit++) {
                    byte[] changed = sound.clone();
                    changed[at] ^= (byte) (1 << bit);
                    Parsed parsed = first(changed);
                    if (at < 4) {
                        assertBad(parsed, ErrorCode.BAD_MAGIC);
                    } else if (at == 4) {
                        assertBad(parsed, ErrorCode.BAD_VERSION);
                    } else if (at < 16 || at >= 20) {
                        assertBad(parsed, ErrorCode.BAD_CRC);
                    } else {
                        assertThat(parsed).isNotInstanceOf(Parsed.Complete.class);
                    }
                }
            }
        });
    }

    @Test
    void answersAnythingWithFramesOrACodeAndNeverThrows() {
        List<byte[]> seeds = List.copyOf(GOLDEN.values());
        for (int seed = 0; seed < 40_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (random.nextBoolean()) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 40));
            }
            if (random.nextInt(4) == 0 && bytes.length >= Frame.HEADER_BYTES) {
                resealed(bytes);
            }
            try (FrameStream stream = trusting()) {
                stream.offer(Unpooled.wrappedBuffer(bytes));
                Parsed parsed = stream.next();
                while (parsed instanceof Parsed.Complete(Frame frame)) {
                    frame.release();
                    parsed = stream.next();
                }
                if (parsed instanceof Parsed.Bad bad) {
                    assertThat(bad.detail()).isNotBlank();
                }
            }
        }
    }

    @Test
    void refusesLengthsThatNoFrameHas() {
        assertBad(first(sealed(3, 0, new byte[0])), ErrorCode.BAD_LENGTH);
        assertBad(first(sealed(8, 0, new byte[] {1})), ErrorCode.BAD_LENGTH);
        assertBad(first(sealed(6, 0, new byte[11])), ErrorCode.BAD_LENGTH);
        assertBad(first(sealed(7, 0, new byte[8_193])), ErrorCode.BAD_LENGTH);
        assertBad(first(sealed(FrameType.EVENT.code(), 0, new byte[0])), ErrorCode.BAD_LENGTH);
        byte[] huge = GOLDEN.get("audio").clone();
        huge[16] = 0x7f;
        assertBad(first(Arrays.copyOf(huge, 24)), ErrorCode.BAD_LENGTH);
    }

    @Test
    void seesTheChecksumOfAFrameThatLiesInSeveralPieces() {
        byte[] audio = GOLDEN.get("audio");
        for (int at = 1; at < audio.length; at++) {
            ByteBuf pieces = Unpooled.wrappedBuffer(
                    Unpooled.copiedBuffer(audio, 0, at), Unpooled.copiedBuffer(audio, at, audio.length - at));
            assertThat(pieces.nioBufferCount()).isEqualTo(2);
            assertThat(FrameReader.crc(pieces, 0, audio.length - Frame.HEADER_BYTES))
                    .isEqualTo(pieces.getInt(FrameReader.CRC_AT));
            pieces.release();
        }
    }

    @Test
    void namesNoKeyInWhatIsLogged() {
        assertThat(only("hello").body()).hasToString("Hello[device_id=d, boot_id=b1, resume_from=7]");
    }

    @Test
    void refusesTypesThatAreNoneAndJsonThatCannotBeRead() {
        assertBad(first(sealed(99, 0, new byte[0])), ErrorCode.BAD_VERSION);
        for (String json : List.of(
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"sample_rate\":null,\"channels\":1}",
                "{\"channels\":\"x\"}",
                "\u0000",
                "{\"sample_rate\":99999999999999999999,\"channels\":1}")) {
            assertBad(first(sealed(1, 0, json.getBytes(StandardCharsets.UTF_8))), ErrorCode.UNSUPPORTED_FORMAT);
        }
        byte[] deep = "[".repeat(8_000).getBytes(StandardCharsets.US_ASCII);
        assertBad(first(sealed(7, 0, deep)), ErrorCode.UNSUPPORTED_FORMAT);
    }

    @Test
    void takesNoLongFrameOfWhoIsNotKnown() {
        byte[] audio = sealed(3, 0, new byte[20_000]);
        try (FrameStream stream = new FrameStream(ALLOCATOR)) {
            stream.offer(Unpooled.copiedBuffer(audio, 0, 24));
            assertBad(stream.next(), ErrorCode.BAD_LENGTH);
        }
        assertThat(first(audio)).isInstanceOf(Parsed.Complete.class);
    }

    private static FrameStream trusting() {
        FrameStream stream = new FrameStream(ALLOCATOR);
        stream.trust();
        return stream;
    }

    private static Frame only(String name) {
        return ((Parsed.Complete) first(Objects.requireNonNull(GOLDEN.get(name)))).frame();
    }

    private static Parsed first(byte[] bytes) {
        try (FrameStream stream = trusting()) {
            stream.offer(Unpooled.wrappedBuffer(bytes));
            return stream.next();
        }
    }

    private static void assertBad(Parsed parsed, ErrorCode code) {
        assertThat(parsed)
                .isInstanceOfSatisfying(
                        Parsed.Bad.class, bad -> assertThat(bad.code()).isEqualTo(code));
    }

    /** The frames of a stream that is cut at these places, as text; checks that nothing of it is kept. */
    private static List<String> described(byte[] all, List<Integer> cuts) {
        List<String> frames = new ArrayList<>();
        try (FrameStream stream = trusting()) {
            int from = 0;
            for (int cut : cuts) {
                take(stream, Arrays.copyOfRange(all, from, cut), frames);
                from = cut;
            }
            take(stream, Arrays.copyOfRange(all, from, all.length), frames);
            assertThat(stream.heldBytes()).isZero();
        }
        return frames;
    }

    private static void take(FrameStream stream, byte[] piece, List<String> frames) {
        stream.offer(ALLOCATOR.buffer(Math.max(1, piece.length)).writeBytes(piece));
        while (stream.next() instanceof Parsed.Complete(Frame frame)) {
            ByteBuf again = FrameWriter.write(ALLOCATOR, frame);
            frames.add(ByteBufUtil.hexDump(again));
            again.release();
            frame.release();
        }
    }

    private static byte[] sealed(int type, long seq, byte[] payload) {
        ByteBuf frame = Unpooled.buffer()
                .writeInt(0x43485250)
                .writeByte(1)
                .writeByte(type)
                .writeShort(0)
                .writeInt(0)
                .writeInt((int) seq)
                .writeInt(payload.length)
                .writeInt(0)
                .writeBytes(payload);
        byte[] bytes = ByteBufUtil.getBytes(frame);
        resealed(bytes);
        return bytes;
    }

    private static void resealed(byte[] frame) {
        ByteBuf bytes = Unpooled.wrappedBuffer(frame);
        bytes.setInt(20, FrameReader.crc(bytes, 0, frame.length - Frame.HEADER_BYTES));
    }

    private static byte[] concatenated() {
        ByteBuf all = Unpooled.buffer();
        GOLDEN.values().forEach(all::writeBytes);
        return ByteBufUtil.getBytes(all);
    }

    private static Map<String, byte[]> golden() {
        try (InputStream in = FrameStreamTest.class.getResourceAsStream("/frames/golden.txt")) {
            Map<String, byte[]> frames = new LinkedHashMap<>();
            new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .forEach(parts -> frames.put(parts[0], ByteBufUtil.decodeHexDump(parts[1])));
            return frames;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
