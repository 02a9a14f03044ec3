package dev.chirp.fanout.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.embedded.TestServers;
import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AppendScriptIT {
    private static final AtomicLong USERS = new AtomicLong(3_000);
    private static final int CACHED = 100;

    private static ScheduledExecutorService timer;
    private static RedisAccess access;
    private static ChannelCache cache;
    private static RedisClient client;
    private static RedisCommands<String, String> redis;

    private final DurableChannel channel = DurableChannel.user(USERS.incrementAndGet());

    @BeforeAll
    static void connect() {
        String url = TestServers.redis().url();
        var settings = new RedisSettings(
                url,
                Duration.ofSeconds(5),
                1_000,
                CACHED,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(12));
        timer = Executors.newSingleThreadScheduledExecutor();
        access = new RedisAccess(settings, timer);
        access.start();
        cache = new ChannelCache(access, settings);
        client = RedisClient.create(url);
        redis = client.connect().sync();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (access.commands().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @AfterAll
    static void disconnect() {
        access.close();
        client.shutdown();
        timer.shutdownNow();
    }

    @Test
    void storesMessagesInTheirTurn() {
        assertThat(append(1, 1)).isEqualTo(Appended.RESTARTED);
        assertThat(append(1, 2)).isEqualTo(Appended.STORED);
        assertThat(append(1, 3)).isEqualTo(Appended.STORED);

        assertThat(cache.top(channel).join()).contains(new Position(1, 3));
        assertThat(offsetsAfter(1)).containsExactly(2L, 3L);
        assertThat(redis.ttl(channel.cacheKey())).isBetween(1L, 60L);
    }

    @Test
    void dropsDuplicatesAndRegressions() {
        append(1, 5);
        append(1, 6);

        assertThat(append(1, 6)).isEqualTo(Appended.DUPLICATE);
        assertThat(append(1, 2)).isEqualTo(Appended.DUPLICATE);
        assertThat(offsetsAfter(0)).containsExactly(5L, 6L);
    }

    @Test
    void beginsAnewAfterAGap() {
        append(1, 1);
        append(1, 2);

        assertThat(append(1, 4)).isEqualTo(Appended.RESTARTED);
        assertThat(offsetsAfter(0)).containsExactly(4L);
    }

    @Test
    void beginsAnewInAHigherEpochAndDropsALowerOne() {
        append(1, 7);

        assertThat(append(2, 3)).isEqualTo(Appended.RESTARTED);
        assertThat(append(1, 8)).isEqualTo(Appended.STALE);
        assertThat(cache.top(channel).join()).contains(new Position(2, 3));
        assertThat(cache.after(channel, new Position(1, 0), 10).join()).isEmpty();
    }

    @Test
    void bringsBackWhatWasStored() {
        var message = LiveMessage.of(new Position(1, 1), 42, "{\"event\":\"ü\"}".getBytes());
        cache.append(channel, message).join();

        LiveMessage read = cache.after(channel, new Position(1, 0), 10).join().getFirst();
        assertThat(read.toBytes()).isEqualTo(message.toBytes());
    }

    @Test
    void boundsWhatItKeeps() {
        for (long offset = 1; offset <= 10 * CACHED; offset++) {
            append(1, offset);
        }

        assertThat(redis.xlen(channel.cacheKey())).isBetween((long) CACHED, 3L * CACHED);
    }

    @Test
    void worksAfterRedisForgotTheScript() {
        append(1, 1);
        redis.scriptFlush();

        assertThat(append(1, 2)).isEqualTo(Appended.STORED);
    }

    @Test
    void failsWhileRedisIsAway() {
        var away = new RedisSettings(
                "redis://127.0.0.1:1",
                Duration.ofSeconds(1),
                10,
                CACHED,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(12));
        try (var nowhere = new RedisAccess(away, timer)) {
            nowhere.start();
            assertThatThrownBy(() -> new ChannelCache(nowhere, away).ping().join())
                    .hasMessageContaining("Redis is away");
        }
    }

    private Appended append(long epoch, long offset) {
        return cache.append(channel, LiveMessage.of(new Position(epoch, offset), 0, "{}".getBytes()))
                .join();
    }

    private List<Long> offsetsAfter(long offset) {
        return cache.after(channel, new Position(1, offset), 2 * CACHED).join().stream()
                .map(LiveMessage::offset)
                .toList();
    }
}
