package dev.chirp.ingest.gate;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections whose devices want to hear of their user's recordings. Safe for any thread. */
final class Listeners {
    private final Map<Long, Set<DeviceConnection>> byUser = new ConcurrentHashMap<>();

    void add(long userId, DeviceConnection connection) {
        byUser.compute(userId, (id, known) -> {
            Set<DeviceConnection> connections = known == null ? ConcurrentHashMap.newKeySet() : known;
            connections.add(connection);
            return connections;
        });
    }

    void remove(long userId, DeviceConnection connection) {
        byUser.computeIfPresent(userId, (id, connections) -> {
            connections.remove(connection);
            return connections.isEmpty() ? null : connections;
        });
    }

    boolean has(long userId) {
        return byUser.containsKey(userId);
    }

    Set<DeviceConnection> of(long userId) {
        return byUser.getOrDefault(userId, Set.of());
    }
}
