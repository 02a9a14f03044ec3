package dev.chirp.fanout.redis;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.channel.SnapshotChannel;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** The recent messages of every channel in Redis; thread-safe, never blocks. Every future may fail: Redis is a cache. */
@SuppressWarnings("FutureReturnValueIgnored") // A hint may be lost.
public final class ChannelCache {
    private static final String SCRIPT = script();
    private static final String DIGEST = Base16.digest(SCRIPT.getBytes(StandardCharsets.UTF_8));
    private static final String MESSAGE_FIELD = "m";

    private final RedisAccess redis;
    private final RedisSettings settings;
    private final LongAdder unanswered = new LongAdder();

    ChannelCache(RedisAccess redis, RedisSettings settings) {
        this.redis = redis;
        this.settings = settings;
    }

    /** Stores a message if it is its turn and publishes it; calls from one thread take effect in their order. */
    public CompletableFuture<Appended> append(DurableChannel channel, LiveMessage message) {
        return command(commands -> {
            String[] keys = {channel.cacheKey()};
            byte[][] arguments = {
                ascii(message.epoch()),
                ascii(message.offset()),
                message.toBytes(),
                channel.topic().getBytes(StandardCharsets.UTF_8),
                ascii(settings.cachedMessages()),
                ascii(settings.cacheExpiry().toSeconds())
            };
            return commands.<Long>evalsha(DIGEST, ScriptOutputType.INTEGER, keys, arguments)
                    .exceptionallyCompose(failure -> isScriptUnknown(failure)
                            ? commands.eval(SCRIPT, ScriptOutputType.INTEGER, keys, arguments)
                            : CompletableFuture.failedFuture(failure))
                    .thenApply(Appended::ofAnswer)
                    .toCompletableFuture();
        });
    }

    /** Says that a state may have changed; who misses it sees the next change. */
    public void hint(SnapshotChannel channel) {
        redis.commands().ifPresent(commands -> commands.publish(channel.topic(), SnapshotChannel.hint()));
    }

    /** The newest message's place; empty when nothing is cached. */
    public CompletableFuture<Optional<Position>> top(DurableChannel channel) {
        return command(commands -> commands.xrevrange(channel.cacheKey(), Range.unbounded(), Limit.from(1))
                .thenApply(found -> found.stream().findFirst().map(ChannelCache::place))
                .toCompletableFuture());
    }

    /** At most {@code limit} messages of the position's epoch that follow it, in order; they may begin with a gap. */
    public CompletableFuture<List<LiveMessage>> after(DurableChannel channel, Position position, int limit) {
        Range<String> range = Range.from(
                Range.Boundary.including(position.epoch() + "-" + (position.offset() + 1)),
                Range.Boundary.including(position.epoch() + "-" + Long.MAX_VALUE));
        return command(commands -> commands.xrange(channel.cacheKey(), range, Limit.from(limit))
                .thenApply(found -> found.stream().map(ChannelCache::message).toList())
                .toCompletableFuture());
    }

    /** Completes when Redis answers. */
    public CompletableFuture<Void> ping() {
        return command(
                commands -> commands.ping().thenAccept(Objects::requireNonNull).toCompletableFuture());
    }

    /** Commands that Redis has not answered, also those that it has not got yet; hints apart. */
    long unanswered() {
        return unanswered.sum();
    }

    private <T> CompletableFuture<T> command(
            Function<RedisAsyncCommands<String, byte[]>, CompletableFuture<T>> command) {
        return redis.commands()
                .map(commands -> counted(command.apply(commands)))
                .orElseGet(() -> CompletableFuture.failedFuture(new IOException("Redis is away")));
    }

    private <T> CompletableFuture<T> counted(CompletableFuture<T> answer) {
        unanswered.increment();
        return answer.whenComplete((answered, failure) -> unanswered.decrement());
    }

    private static Position place(StreamMessage<String, byte[]> entry) {
        String[] parts = entry.getId().split("-", 2);
        return new Position(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    private static LiveMessage message(StreamMessage<String, byte[]> entry) {
        return LiveMessage.fromBytes(Objects.requireNonNull(entry.getBody().get(MESSAGE_FIELD), "field m"));
    }

    private static boolean isScriptUnknown(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RedisNoScriptException;
    }

    private static byte[] ascii(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static String script() {
        try (InputStream in = ChannelCache.class.getResourceAsStream("append.lua")) {
            return new String(Objects.requireNonNull(in, "append.lua").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
