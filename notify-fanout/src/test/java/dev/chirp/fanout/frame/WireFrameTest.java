package dev.chirp.fanout.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Read back by Netty's decoder of a client. */
class WireFrameTest {
    private final EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 100_000));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536})
    void writesTextOfAnyLength(int length) {
        TextWebSocketFrame frame = read(WireFrame.text("x".repeat(length).getBytes(StandardCharsets.UTF_8)));

        assertThat(frame.text()).hasSize(length);
        assertThat(frame.isFinalFragment()).isTrue();
        frame.release();
    }

    @Test
    void writesACloseWithItsReason() {
        CloseWebSocketFrame frame = read(WireFrame.close(4008, "too slow"));

        assertThat(frame.statusCode()).isEqualTo(4008);
        assertThat(frame.reasonText()).isEqualTo("too slow");
        frame.release();
    }

    @Test
    void writesAPongWithItsPayload() {
        PongWebSocketFrame frame = read(WireFrame.pong(new byte[] {1, 2, 3}));

        assertThat(frame.content().readableBytes()).isEqualTo(3);
        frame.release();
    }

    @Test
    void refusesAControlPayloadThatIsTooLong() {
        assertThatThrownBy(() -> WireFrame.pong(new byte[126])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesControlEventsWithoutChannelAndOffset() {
        TextWebSocketFrame frame = read(WireFrame.text(
                ControlFrame.of("error", Instant.parse("2026-05-01T06:00:00Z"), Map.of("code", "bad_request"))));

        assertThat(frame.text())
                .isEqualTo(
                        "{\"event\":\"error\",\"ts\":\"2026-05-01T06:00:00.000Z\",\"data\":{\"code\":\"bad_request\"}}");
        frame.release();
    }

    private <T> T read(byte[] bytes) {
        client.writeInbound(Unpooled.wrappedBuffer(bytes));
        return client.readInbound();
    }
}
