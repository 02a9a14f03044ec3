package dev.chirp.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.chirp.contracts.intake.AudioChunk;
import dev.chirp.contracts.intake.ClipEnd;
import dev.chirp.contracts.intake.ClipMessage;
import dev.chirp.contracts.intake.ClipStart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IncomingTest {
    private static final byte[] AUDIO = {1, 2, 3, 4, 5};

    @Test
    void findsTheSoundOfAChunkWhereverItEnds() {
        for (int length : new int[] {1, 100, 127, 128, 16_384, 65_536}) {
            byte[] message = chunk("clip-7", new byte[length]).toByteArray();

            ChunkHead head = ChunkHead.of(ByteBuffer.wrap(message), message.length);

            assertThat(head).isEqualTo(new ChunkHead("clip-7", message.length - length));
        }
    }

    @Test
    void leavesEverythingElseToTheParser() {
        byte[] whole = chunk("clip", AUDIO).toByteArray();
        assertThat(head(ClipMessage.newBuilder()
                        .setStart(ClipStart.newBuilder().setClipRef("clip"))
                        .build()
                        .toByteArray()))
                .isNull();
        assertThat(head(ClipMessage.newBuilder()
                        .setEnd(ClipEnd.newBuilder().setClipRef("clip"))
                        .build()
                        .toByteArray()))
                .isNull();
        assertThat(head(new byte[0])).isNull();
        for (int length = 0; length < whole.length - AUDIO.length; length++) {
            assertThat(ChunkHead.of(ByteBuffer.wrap(whole, 0, length), whole.length))
                    .isNull();
        }
        assertThat(head(Arrays.copyOf(whole, whole.length - 1))).isNull();
        assertThat(head(chunk("clip", AUDIO).toBuilder()
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(
                                        9,
                                        UnknownFieldSet.Field.newBuilder()
                                                .addVarint(1)
                                                .build())
                                .build())
                        .build()
                        .toByteArray()))
                .isNull();
    }

    private static ChunkHead head(byte[] message) {
        return ChunkHead.of(ByteBuffer.wrap(message), message.length);
    }

    @Test
    void neverTakesAnythingForAChunkThatTheParserReadsOtherwise() throws IOException {
        Random random = new Random(20_260_501);
        byte[] whole = chunk("clip", AUDIO).toByteArray();
        int found = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] message = Arrays.copyOf(whole, whole.length - random.nextInt(3));
            message[random.nextInt(message.length)] = (byte) random.nextInt();
            ChunkHead head = head(message);
            if (head != null
                    && Arrays.equals(
                            head.clipRef().getBytes(java.nio.charset.StandardCharsets.UTF_8), ref(message, head))) {
                found++;
                ClipMessage parsed = ClipMessage.parseFrom(message);
                assertThat(parsed.getChunk().getClipRef()).isEqualTo(head.clipRef());
                assertThat(parsed.getChunk().getData().toByteArray())
                        .isEqualTo(Arrays.copyOfRange(message, head.bytes(), message.length));
            }
        }
        assertThat(found).isPositive();
    }

    /** The reference as it is on the wire; only what is UTF-8 can be compared. */
    private static byte[] ref(byte[] message, ChunkHead head) {
        return Arrays.copyOfRange(message, 4, head.bytes() - 2);
    }

    @Test
    void readsWhatDoesNotComeFromTheConnection() throws IOException {
        Incoming message = Incoming.UPLOAD.parseRequest(
                new ByteArrayInputStream(chunk("clip", AUDIO).toByteArray()));

        assertThat(message).isInstanceOf(Incoming.Chunk.class);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        WritableByteChannel target = Channels.newChannel(written);
        try (Sound sound = ((Incoming.Chunk) message).sound().take()) {
            sound.writeTo(target::write);
        }
        assertThat(written.toByteArray()).isEqualTo(AUDIO);
    }

    private static ClipMessage chunk(String ref, byte[] audio) {
        return ClipMessage.newBuilder()
                .setChunk(AudioChunk.newBuilder().setClipRef(ref).setData(ByteString.copyFrom(audio)))
                .build();
    }
}
