package dev.chirp.fanout.presence;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.fanout.channel.EventTime;
import dev.chirp.fanout.channel.SnapshotChannel;
import dev.chirp.fanout.redis.RedisAccess;
import dev.chirp.fanout.session.Client;
import dev.chirp.fanout.session.Roster;
import dev.chirp.fanout.snapshot.SnapshotSource;
import dev.chirp.fanout.tick.Recurring;
import dev.chirp.fanout.tick.Ticks;
import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who is connected, in Redis: a hash for each user with an entry for each socket, which names the instance that holds it.
 * An entry counts as long as its instance says every {@value #HEARTBEAT_MILLIS} ms that it lives. When Redis has
 * forgotten an instance, that instance tells of all of its sockets again.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What Redis misses now is told again when it is back.
public final class Presence extends Recurring implements Roster, SnapshotSource {
    private static final Logger log = LoggerFactory.getLogger(Presence.class);
    private static final long HEARTBEAT_MILLIS = 5_000;
    private static final long DEAD_AFTER_SECONDS = 16;
    private static final long FORGET_AFTER_SECONDS = 24 * 3_600;
    private static final byte[] ALIVE = {1};

    private final RedisAccess redis;
    /** Another one for each connection: what was told under the old one and not taken back dies with it. */
    private volatile String node = UUID.randomUUID().toString();

    private volatile Runnable tellAgain = () -> {};

    Presence(RedisAccess redis, Ticks ticks) {
        super(ticks, HEARTBEAT_MILLIS);
        this.redis = redis;
    }

    /** One socket, as the hash has it. */
    private record Entry(String node, @Nullable String clientId, boolean idle) {
        byte[] toBytes() {
            return EventJson.MAPPER.writeValueAsBytes(this);
        }

        static Entry of(byte[] bytes) {
            return EventJson.MAPPER.readValue(bytes, Entry.class);
        }
    }

    /** {@code action} calls {@link #here} for every socket of this instance; it runs on any thread. */
    public void whenForgotten(Runnable action) {
        tellAgain = action;
        redis.whenConnected(this::begin);
    }

    @Override
    public void here(Client client, boolean idle) {
        again(client, idle);
        redis.commands().ifPresent(commands -> hint(commands, client));
    }

    @Override
    public void again(Client client, boolean idle) {
        redis.commands().ifPresent(commands -> {
            String key = key(client.userId());
            commands.hset(key, client.sessionId().toString(), new Entry(node, client.clientId(), idle).toBytes());
            commands.expire(key, FORGET_AFTER_SECONDS);
        });
    }

    @Override
    public void gone(Client client) {
        redis.commands().ifPresent(commands -> {
            commands.hdel(key(client.userId()), client.sessionId().toString());
            hint(commands, client);
        });
    }

    private static void hint(RedisAsyncCommands<String, byte[]> commands, Client client) {
        commands.publish(SnapshotChannel.presence(client.userId()).topic(), SnapshotChannel.hint());
    }

    @Override
    public SnapshotChannel.Kind kind() {
        return SnapshotChannel.Kind.PRESENCE;
    }

    @Override
    public CompletableFuture<JsonNode> read(String key) {
        return redis.commands()
                .map(commands -> commands.hgetall(key(key))
                        .thenCompose(sockets -> present(commands, key, new TreeMap<>(sockets)))
                        .toCompletableFuture())
                .orElseGet(() -> CompletableFuture.failedFuture(new IOException("Redis is away")));
    }

    private CompletionStage<JsonNode> present(
            RedisAsyncCommands<String, byte[]> commands, String user, Map<String, byte[]> sockets) {
        Map<String, Entry> entries = new TreeMap<>();
        sockets.forEach((session, bytes) -> entries.put(session, Entry.of(bytes)));
        List<String> nodes =
                entries.values().stream().map(Entry::node).distinct().toList();
        if (nodes.isEmpty()) {
            return CompletableFuture.completedFuture(list(entries));
        }
        return commands.mget(nodes.stream().map(Presence::nodeKey).toArray(String[]::new))
                .thenApply(found -> {
                    Set<String> alive = found.stream()
                            .filter(KeyValue::hasValue)
                            .map(KeyValue::getKey)
                            .collect(Collectors.toCollection(HashSet::new));
                    // This instance lives, whatever Redis remembers.
                    alive.add(nodeKey(node));
                    Set<String> dead = entries.entrySet().stream()
                            .filter(entry -> !alive.contains(nodeKey(entry.getValue().node)))
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toSet());
                    if (!dead.isEmpty()) {
                        commands.hdel(key(user), dead.toArray(String[]::new));
                        entries.keySet().removeAll(dead);
                    }
                    return list(entries);
                });
    }

    private static JsonNode list(Map<String, Entry> entries) {
        ObjectNode data = EventJson.MAPPER.createObjectNode();
        data.put("channel", "user");
        ArrayNode clients = data.putArray("clients");
        entries.forEach((session, entry) -> clients.addObject()
                .put("client_id", entry.clientId)
                .put("session_id", session)
                .put("state", entry.idle ? "idle" : "connected")
                .put("connected_at", EventTime.format(madeAt(UUID.fromString(session)))));
        return data;
    }

    /** The time in a UUIDv7 (RFC 9562 §5.7): its first 48 bits, in ms since 1970. */
    private static Instant madeAt(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    private void begin() {
        String newNode = UUID.randomUUID().toString();
        redis.commands().ifPresent(commands -> {
            commands.set(nodeKey(newNode), ALIVE, SetArgs.Builder.ex(DEAD_AFTER_SECONDS));
            node = newNode;
            tellAgain.run();
        });
    }

    @Override
    protected CompletionStage<?> turn() {
        return redis.commands()
                .<CompletionStage<?>>map(commands -> commands.setGet(
                                nodeKey(node), ALIVE, SetArgs.Builder.ex(DEAD_AFTER_SECONDS))
                        .thenAccept(before -> {
                            if (before == null) {
                                log.info("Redis did not know this instance, telling of its sockets again");
                                tellAgain.run();
                            }
                        }))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private static String key(Object userId) {
        return "chirp:presence:{" + userId + "}";
    }

    private static String nodeKey(String node) {
        return "chirp:node:" + node;
    }

    @Override
    public void stop() {
        super.stop();
        redis.commands()
                .ifPresent(commands ->
                        commands.del(nodeKey(node)).toCompletableFuture().orTimeout(1, TimeUnit.SECONDS));
    }
}
