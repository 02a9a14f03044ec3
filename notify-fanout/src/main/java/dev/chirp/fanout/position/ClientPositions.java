package dev.chirp.fanout.position;

import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.database.Database;
import dev.chirp.fanout.meter.FanoutMeter;
import dev.chirp.fanout.session.Positions;
import dev.chirp.fanout.tick.Recurring;
import dev.chirp.fanout.tick.Ticks;
import dev.chirp.telemetry.BoundedQueues;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Remembers acknowledgements here at once and in PostgreSQL within {@value #EVERY_MILLIS} ms, all of them in one
 * statement. Only the latest of each client and channel counts, so what waits is bounded by the clients; beyond
 * {@value #MOST} an acknowledgement is dropped, and its client gets some messages again.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The outcome of a write is taken in its callback.
public final class ClientPositions extends Recurring implements Positions {
    static final long EVERY_MILLIS = 2_000;
    static final int MOST = 100_000;
    private static final int PER_STATEMENT = 5_000;
    private static final Logger log = LoggerFactory.getLogger(ClientPositions.class);
    private static final Comparator<Position> ORDER =
            Comparator.comparingLong(Position::epoch).thenComparingLong(Position::offset);

    private record Key(long userId, String clientId, String channel) {}

    private final Database database;
    private final Counter drops;
    private final Map<Key, Position> waiting = new ConcurrentHashMap<>();
    private CompletableFuture<?> writing = CompletableFuture.completedFuture(null);

    ClientPositions(Database database, Ticks ticks, MeterRegistry registry) {
        super(ticks, EVERY_MILLIS);
        this.database = database;
        this.drops = FanoutMeter.DROPS.counter(registry, "where", "acks");
        BoundedQueues.show(registry, "fanout-acks", waiting::size, MOST);
    }

    @Override
    public void acked(long userId, String clientId, String channel, Position position) {
        Key key = new Key(userId, clientId, channel);
        if (waiting.size() >= MOST && !waiting.containsKey(key)) {
            drops.increment();
            return;
        }
        waiting.merge(key, position, ClientPositions::later);
    }

    private static Position later(Position one, Position other) {
        return ORDER.compare(one, other) >= 0 ? one : other;
    }

    @Override
    public CompletableFuture<Map<String, Position>> of(long userId, String clientId) {
        // Looked at before and after: what is being written may have left here and not be seen there yet.
        Map<String, Position> before = waitingOf(userId, clientId);
        return database.ask(stored(userId, clientId)).thenApply(stored -> {
            Map<String, Position> found = new HashMap<>(stored);
            before.forEach((channel, position) -> found.merge(channel, position, ClientPositions::later));
            waitingOf(userId, clientId)
                    .forEach((channel, position) -> found.merge(channel, position, ClientPositions::later));
            return found;
        });
    }

    private Map<String, Position> waitingOf(long userId, String clientId) {
        Map<String, Position> found = new HashMap<>();
        waiting.forEach((key, position) -> {
            if (key.userId == userId && key.clientId.equals(clientId)) {
                found.put(key.channel, position);
            }
        });
        return found;
    }

    private static Function<JdbcClient, Map<String, Position>> stored(long userId, String clientId) {
        return jdbc -> {
            Map<String, Position> stored = new HashMap<>();
            jdbc.sql("SELECT channel, epoch, acked FROM client_position WHERE user_id = :user AND client_id = :client")
                    .param("user", userId)
                    .param("client", clientId)
                    .query(row -> {
                        stored.put(row.getString("channel"), new Position(row.getLong("epoch"), row.getLong("acked")));
                    });
            return stored;
        };
    }

    /** Writes all that waits now, some at a time; what could not be written waits on. One round at a time. */
    @Override
    protected synchronized CompletableFuture<?> turn() {
        if (!writing.isDone()) {
            return writing;
        }
        List<Map.Entry<Key, Position>> all = new ArrayList<>(waiting.size());
        waiting.forEach((key, position) -> all.add(Map.entry(key, position)));
        CompletableFuture<?> round = CompletableFuture.completedFuture(null);
        for (int from = 0; from < all.size(); from += PER_STATEMENT) {
            var some = all.subList(from, Math.min(from + PER_STATEMENT, all.size()));
            round = round.thenCompose(before -> write(some));
        }
        writing = round;
        return round;
    }

    private CompletableFuture<Void> write(List<Map.Entry<Key, Position>> some) {
        return database.ask(jdbc -> {
                    keep(jdbc, some);
                    return null;
                })
                .handle((done, failure) -> {
                    if (failure == null) {
                        some.forEach(written -> waiting.remove(written.getKey(), written.getValue()));
                    } else {
                        log.atWarn().setCause(failure).log("Acknowledgements wait to be kept");
                    }
                    return null;
                });
    }

    private static void keep(JdbcClient jdbc, List<Map.Entry<Key, Position>> some) {
        jdbc.sql("SELECT keep_client_positions(?, ?, ?, ?, ?)")
                .param(some.stream().map(one -> one.getKey().userId).toArray(Long[]::new))
                .param(some.stream().map(one -> one.getKey().clientId).toArray(String[]::new))
                .param(some.stream().map(one -> one.getKey().channel).toArray(String[]::new))
                .param(some.stream().map(one -> one.getValue().epoch()).toArray(Long[]::new))
                .param(some.stream().map(one -> one.getValue().offset()).toArray(Long[]::new))
                .query(row -> {});
    }

    @Override
    public void stop() {
        super.stop();
        try {
            // What was being written, and what has come since.
            turn().thenCompose(before -> turn()).get(3, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            log.warn("The last acknowledgements were not kept in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            log.atWarn().setCause(e).log("The last acknowledgements were not kept");
        }
    }
}
