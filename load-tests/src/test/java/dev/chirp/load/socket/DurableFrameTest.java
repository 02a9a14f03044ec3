package dev.chirp.load.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.live.LiveFrame;
import io.netty.buffer.Unpooled;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DurableFrameTest {
    private final DurableFrame frame = new DurableFrame();

    @Test
    void readsTheHeadOfAFrameAsTheServerWritesIt() {
        assertThat(reads(frame("new_capture", 12_345L, SentAt.requestId(678)))).isTrue();

        assertThat(frame.offset()).isEqualTo(12_345);
        assertThat(frame.epoch()).isEqualTo(3);
        assertThat(frame.sentNanos()).isEqualTo(678);
    }

    @Test
    void readsAStatusWithoutATime() {
        assertThat(reads(frame("capture_status", 7L, "somebody-else"))).isTrue();

        assertThat(frame.offset()).isEqualTo(7);
        assertThat(frame.sentNanos()).isNegative();
    }

    @Test
    void leavesProgressWithoutAnOffsetToOthers() {
        assertThat(reads(frame("capture_progress", null, null))).isFalse();
    }

    @Test
    void leavesControlFramesToOthersEvenWhenTheyCarryAnOffset() {
        assertThat(reads(frame("acked", 5L, null))).isFalse();
    }

    private boolean reads(LiveFrame sent) {
        byte[] bytes = sent.toBytes();
        return frame.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }

    private static LiveFrame frame(String event, @Nullable Long offset, @Nullable String requestId) {
        return new LiveFrame(
                event,
                UUID.randomUUID(),
                "user",
                offset,
                3L,
                "2026-05-01T06:00:00.000Z",
                requestId,
                EventJson.MAPPER.createObjectNode().put("id", 1));
    }
}
