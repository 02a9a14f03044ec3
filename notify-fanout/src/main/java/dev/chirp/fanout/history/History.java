package dev.chirp.fanout.history;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.database.Database;
import dev.chirp.fanout.meter.FanoutMeter;
import dev.chirp.fanout.redis.ChannelCache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What came before: Redis first, the event table for what Redis lacks. Never blocks the caller; futures complete on
 * threads of Lettuce or of the reads. Sessions that ask the same question at the same time share one answer.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Outcomes are taken in the callbacks.
public final class History {
    /** Messages of one answer, at most. */
    static final int PAGE = 256;

    private record Question(DurableChannel channel, Position from) {}

    private final ChannelCache cache;
    private final EventLog log;
    private final Database database;
    private final Epoch epoch;
    private final Map<Question, CompletableFuture<Replay>> asked = new ConcurrentHashMap<>();
    private final Counter fromCache;
    private final Counter fromLog;

    History(ChannelCache cache, EventLog log, Database database, Epoch epoch, MeterRegistry registry) {
        this.cache = cache;
        this.log = log;
        this.database = database;
        this.epoch = epoch;
        this.fromCache = FanoutMeter.HISTORY_READS.counter(registry, "from", "redis");
        this.fromLog = FanoutMeter.HISTORY_READS.counter(registry, "from", "event_table");
    }

    /** Where a session that remembers nothing begins: every later message reaches it. */
    public CompletableFuture<Position> start(DurableChannel channel) {
        return cache.top(channel)
                .exceptionally(away -> Optional.empty())
                .thenApply(top -> top.filter(place -> !epoch.isOver(place.epoch())))
                .thenCompose(top -> top.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> database.ask(jdbc -> log.settled(jdbc, channel))));
    }

    /** What follows a position; fails when neither Redis nor the event table can be read. */
    public CompletableFuture<Replay> after(DurableChannel channel, Position from) {
        if (epoch.isOver(from.epoch())) {
            return CompletableFuture.completedFuture(new Replay.Lost());
        }
        Question question = new Question(channel, from);
        var answer = new CompletableFuture<Replay>();
        CompletableFuture<Replay> sameQuestion = asked.putIfAbsent(question, answer);
        if (sameQuestion != null) {
            return sameQuestion;
        }
        find(channel, from).whenComplete((replay, failure) -> {
            asked.remove(question);
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(replay);
            }
        });
        return answer;
    }

    private CompletableFuture<Replay> find(DurableChannel channel, Position from) {
        return cache.after(channel, from, PAGE).exceptionally(away -> List.of()).thenCompose(messages -> {
            if (!messages.isEmpty() && messages.getFirst().offset() == from.offset() + 1) {
                fromCache.increment();
                return CompletableFuture.completedFuture(new Replay.Page(messages, messages.size() == PAGE));
            }
            return isNewest(messages, channel, from)
                    .thenCompose(newest -> newest
                            ? CompletableFuture.completedFuture(new Replay.Page(List.of(), false))
                            : logged(channel, from));
        });
    }

    private CompletableFuture<Boolean> isNewest(List<LiveMessage> later, DurableChannel channel, Position from) {
        return later.isEmpty()
                ? cache.top(channel)
                        .thenApply(top -> top.equals(Optional.of(from)))
                        .exceptionally(away -> false)
                : CompletableFuture.completedFuture(false);
    }

    private CompletableFuture<Replay> logged(DurableChannel channel, Position from) {
        fromLog.increment();
        return database.ask(jdbc -> log.after(jdbc, channel, from, PAGE));
    }
}
