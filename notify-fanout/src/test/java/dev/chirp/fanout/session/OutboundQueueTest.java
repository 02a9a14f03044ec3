package dev.chirp.fanout.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboundQueueTest {
    private final OutboundQueue queue = new OutboundQueue(10);

    @Test
    void keepsTheOrderOfDataAndLetsControlPass() {
        queue.offerData(bytes(1));
        queue.offerData(bytes(2));
        queue.offerControl(bytes(3));

        assertThat(queue.poll()).hasSize(3);
        assertThat(queue.poll()).hasSize(1);
        assertThat(queue.poll()).hasSize(2);
        assertThat(queue.poll()).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThat(queue.offerData(bytes(6))).isTrue();
        assertThat(queue.offerData(bytes(5))).isFalse();
        assertThat(queue.offerControl(bytes(5))).isFalse();
        assertThat(queue.offerControl(bytes(4))).isTrue();
        assertThat(queue.bytes()).isEqualTo(10);
    }

    @Test
    void hasRoomAgainAfterAPoll() {
        queue.offerData(bytes(10));
        queue.poll();

        assertThat(queue.offerData(bytes(10))).isTrue();
    }

    @Test
    void saysHowManyFramesItForgets() {
        queue.offerData(bytes(1));
        queue.offerControl(bytes(1));

        assertThat(queue.clear()).isEqualTo(2);
        assertThat(queue.clear()).isZero();
        assertThat(queue.bytes()).isZero();
        assertThat(queue.poll()).isNull();
    }

    private static byte[] bytes(int length) {
        return new byte[length];
    }
}
