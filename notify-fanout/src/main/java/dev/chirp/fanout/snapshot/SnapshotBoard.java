package dev.chirp.fanout.snapshot;

import dev.chirp.fanout.channel.Snapshot;
import dev.chirp.fanout.channel.SnapshotChannel;
import dev.chirp.fanout.session.Snapshots;
import dev.chirp.fanout.tick.Ticks;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads states for all sockets of this instance: who asks for the same state within {@value #GATHER_MILLIS} ms shares one
 * read and one encoding, however often the state is said to have changed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Outcomes are taken in the callbacks.
public final class SnapshotBoard implements Snapshots {
    private static final long GATHER_MILLIS = 50;

    private final Map<SnapshotChannel.Kind, SnapshotSource> sources = new EnumMap<>(SnapshotChannel.Kind.class);
    private final Map<SnapshotChannel, CompletableFuture<Snapshot>> gathering = new ConcurrentHashMap<>();
    private final Ticks ticks;
    private final InstantSource clock;

    SnapshotBoard(List<SnapshotSource> sources, Ticks ticks, InstantSource clock) {
        sources.forEach(source -> this.sources.put(source.kind(), source));
        this.ticks = ticks;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Snapshot> read(SnapshotChannel channel) {
        return gathering.computeIfAbsent(channel, same -> {
            var answer = new CompletableFuture<Snapshot>();
            ticks.once(GATHER_MILLIS, () -> begin(same, answer));
            return answer;
        });
    }

    private void begin(SnapshotChannel channel, CompletableFuture<Snapshot> answer) {
        gathering.remove(channel, answer);
        Objects.requireNonNull(sources.get(channel.kind()), channel.kind()::name)
                .read(channel.key())
                .whenComplete((data, failure) -> {
                    if (failure != null) {
                        answer.completeExceptionally(failure);
                    } else {
                        answer.complete(Snapshot.of(channel, clock.instant(), data));
                    }
                });
    }
}
