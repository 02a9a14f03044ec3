package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Fails the events that a test names, applies all others, and notes every attempt. */
final class ScriptedListener implements EventListener {
    private final Set<String> faulty = ConcurrentHashMap.newKeySet();
    private final Set<String> slow = ConcurrentHashMap.newKeySet();
    private final Map<String, List<Long>> attempts = new ConcurrentHashMap<>();

    void fail(String key, long seq) {
        faulty.add(key + ":" + seq);
    }

    /** This event is worked on as a job. */
    void makeLong(String key, long seq) {
        slow.add(key + ":" + seq);
    }

    void recover(String key, long seq) {
        faulty.remove(key + ":" + seq);
    }

    /** The numbers of the attempts at a key's events, in the order in which they were made. */
    List<Long> attempts(String key) {
        return List.copyOf(attempts.getOrDefault(key, List.of()));
    }

    @Override
    public Effect on(Received event) throws Failure {
        attempts.computeIfAbsent(event.key(), key -> new CopyOnWriteArrayList<>())
                .add(event.seq());
        if (faulty.contains(event.key() + ":" + event.seq())) {
            throw new Failure.MessageFault("scripted", "as the test wants it", null);
        }
        if (slow.contains(event.key() + ":" + event.seq())) {
            return new Jobs(ConsumerGroup.CLASSIFY_WORKER).later(event);
        }
        return Platform.trace(event, event.replayed() ? "replayed" : "applied");
    }

    @Override
    public Effect onDead(Received event, String reason, String detail) {
        return Platform.trace(event, "dead");
    }
}
