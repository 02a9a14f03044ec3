package dev.chirp.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.frame.FrameStream;
import dev.chirp.ingest.frame.Parsed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Bytes as a device might send them: cut into pieces, read as frames, and taken by a session. The first byte says whether
 * checksums are made to fit and how the gateway answers, the second how long the pieces are.
 */
public final class SessionFuzz {
    private static final int HEADER_BYTES = 24;
    private static final int MAGIC = 0x4348_5250;
    private static final int LENGTH_AT = 16;
    private static final int CRC_AT = 20;
    private static final DeviceIdentity DEVICE = new DeviceIdentity(new UUID(1, 1), 5, new UUID(2, 2));

    private final List<ByteBuf> pieces = new ArrayList<>();
    private final RecordingOutlet outlet = new RecordingOutlet();
    private final SessionScope scope = new SessionScope(
            SessionFixture.LIMITS,
            new StreamPositions(),
            new StreamMeters(new SimpleMeterRegistry()),
            new RecordingObserver(),
            Clock.systemUTC(),
            () -> 0L);
    private final DeviceSession session = new DeviceSession("s1", scope, outlet, 0);
    private final boolean commits;
    private int identified;

    private SessionFuzz(boolean commits) {
        this.commits = commits;
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        byte[] bytes = new byte[input.length - 2];
        System.arraycopy(input, 2, bytes, 0, bytes.length);
        if ((input[0] & 1) == 0) {
            seal(bytes);
        }
        new SessionFuzz((input[0] & 2) == 0).play(bytes, 1 + (input[1] & 0xff) * 8);
    }

    private void play(byte[] bytes, int pieceBytes) {
        try (FrameStream stream = new FrameStream(UnpooledByteBufAllocator.DEFAULT)) {
            stream.trust();
            for (int at = 0; at < bytes.length && !session.isOver(); at += pieceBytes) {
                ByteBuf piece = Unpooled.copiedBuffer(bytes, at, Math.min(pieceBytes, bytes.length - at));
                pieces.add(piece);
                stream.offer(piece);
                take(stream);
                assertThat(stream.heldBytes()).isLessThanOrEqualTo(HEADER_BYTES + Frame.MAX_PAYLOAD_BYTES);
            }
        }
        session.onGone();
        assertThat(pieces).allSatisfy(piece -> assertThat(piece.refCnt()).isZero());
    }

    private void take(FrameStream stream) {
        while (!session.isOver()) {
            switch (stream.next()) {
                case Parsed.Complete(Frame frame) -> session.onFrame(frame, 0);
                case Parsed.Bad bad -> {
                    assertThat(bad.detail()).isNotBlank();
                    session.onBad(bad);
                }
                case Parsed.More more -> {
                    return;
                }
            }
            answer();
        }
        assertThat(outlet.closed).isOne();
        assertThat(outlet.last()).isInstanceOfAny(Body.Failure.class, Body.Ack.class, Body.Bye.class);
    }

    /** As the gateway does. */
    private void answer() {
        if (outlet.asked.size() > identified) {
            identified = outlet.asked.size();
            session.onIdentity(Optional.of(DEVICE), 0);
        }
        if (commits) {
            outlet.clips.stream().filter(clip -> clip.complete).toList().forEach(RecordingOutlet.Feed::commit);
            outlet.clips.removeIf(clip -> clip.complete);
        }
    }

    /** Gives every frame the magic number, the version and the checksum that it should have. */
    private static void seal(byte[] bytes) {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        for (int at = 0; at + HEADER_BYTES <= bytes.length; ) {
            long length = all.getInt(at + LENGTH_AT) & 0xffff_ffffL;
            if (length > bytes.length - at - HEADER_BYTES) {
                return;
            }
            all.putInt(at, MAGIC).put(at + 4, (byte) 1);
            CRC32C crc = new CRC32C();
            crc.update(bytes, at, CRC_AT);
            crc.update(bytes, at + HEADER_BYTES, (int) length);
            all.putInt(at + CRC_AT, (int) crc.getValue());
            at += HEADER_BYTES + (int) length;
        }
    }
}
