package dev.chirp.relay.lane;

import dev.chirp.relay.read.Cursor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The lanes that this instance owns now. */
public final class Lanes {
    private final Map<Integer, OwnedLane> byNumber = new ConcurrentHashMap<>();

    void add(OwnedLane lane) {
        byNumber.put(lane.number(), lane);
    }

    /** Forgets a lane; an event of it that is read but not yet with the producer is dropped. */
    void drop(OwnedLane lane) {
        lane.lose();
        byNumber.remove(lane.number(), lane);
    }

    /** Forgets everything, positions included. */
    public void dropAll() {
        all().forEach(this::drop);
    }

    public Collection<OwnedLane> all() {
        return List.copyOf(byNumber.values());
    }

    public int count() {
        return byNumber.size();
    }

    public @Nullable OwnedLane get(int number) {
        return byNumber.get(number);
    }

    /** The lanes that can be read on, by where. */
    public Map<Cursor, List<OwnedLane>> readable() {
        Map<Cursor, List<OwnedLane>> groups = new LinkedHashMap<>();
        for (OwnedLane lane : byNumber.values()) {
            lane.readable()
                    .ifPresent(cursor -> groups.computeIfAbsent(cursor, at -> new ArrayList<>())
                            .add(lane));
        }
        return groups;
    }
}
