package dev.chirp.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AllocatedBytesTest {
    @Test
    void countsWhatThreadsOfANameHaveAllocated() throws InterruptedException {
        CountDownLatch allocated = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Map<String, Long> before = AllocatedBytes.soFar();
        byte[][] kept = new byte[1][];
        Thread thread = Thread.ofPlatform().name("allocates-7").start(() -> {
            kept[0] = new byte[10_000_000];
            allocated.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        allocated.await();

        Map<String, Double> perByte = AllocatedBytes.perByte(before, 10_000_000);
        end.countDown();
        thread.join();

        assertThat(kept[0]).hasSize(10_000_000);
        assertThat(perByte.get("allocates-")).isBetween(1.0, 1.1);
    }
}
