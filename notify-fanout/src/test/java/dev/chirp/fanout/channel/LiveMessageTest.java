package dev.chirp.fanout.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LiveMessageTest {
    private final LiveMessage message = LiveMessage.of(new Position(3, 9), 1_777_615_200_123L, "{}".getBytes());

    @Test
    void survivesTheWayThroughRedis() {
        LiveMessage read = LiveMessage.fromBytes(message.toBytes());

        assertThat(read.epoch()).isEqualTo(3);
        assertThat(read.offset()).isEqualTo(9);
        assertThat(read.timeMillis()).isEqualTo(1_777_615_200_123L);
        assertThat(read.frame()).isEqualTo("{}".getBytes());
        assertThat(read.isSkip()).isFalse();
    }

    @Test
    void keepsThePlaceOfWhatHasNoFrame() {
        LiveMessage skip =
                LiveMessage.fromBytes(LiveMessage.skip(new Position(3, 9)).toBytes());

        assertThat(skip.isSkip()).isTrue();
        assertThat(skip.offset()).isEqualTo(9);
    }

    @Test
    void encodesItsFrameOnce() {
        assertThat(message.wireFrame()).isSameAs(message.wireFrame()).isEqualTo(new byte[] {(byte) 0x81, 2, '{', '}'});
    }

    @Test
    void refusesWhatIsNoMessage() {
        byte[] bytes = message.toBytes();
        assertThatThrownBy(() -> LiveMessage.fromBytes(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LiveMessage.fromBytes(Arrays.copyOf(bytes, 24)))
                .isInstanceOf(IllegalArgumentException.class);
        bytes[0] = 2;
        assertThatThrownBy(() -> LiveMessage.fromBytes(bytes)).hasMessageContaining("version 2 (expected");
    }
}
