package dev.chirp.relay.publish;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one record into each partition, and the others only when it is there. A broker that knows nothing of a producer
 * takes its first batch whatever number that has: with several under way, one that is refused for a moment, as by a broker
 * that is just starting, can be overtaken by the next, and then it never gets in
 * (<a href="https://issues.apache.org/jira/browse/KAFKA-14359">KAFKA-14359</a>). Events of a key would be published in
 * the wrong order, and the partition would stand still.
 *
 * <p>One thread sends; answers come on any. A partition's records are sent under its monitor until its first one is
 * there, and outside of it from then on. What waits is bounded by what may be in flight.
 */
final class FirstBatches {
    private static final class Door {
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private boolean underWay;
        private boolean passing;
        private volatile boolean open;
    }

    private final Map<String, Door> doors = new ConcurrentHashMap<>();

    /**
     * Sends now, or when the partition's first record is there.
     *
     * @param send sends one record; {@link #answered} is to be called for it, before or after it returns
     */
    void send(String partition, Runnable send) {
        Door door = doors.computeIfAbsent(partition, name -> new Door());
        if (!door.open && waits(door, send)) {
            return;
        }
        send.run();
    }

    private static boolean waits(Door door, Runnable send) {
        synchronized (door) {
            if (door.open) {
                return false;
            }
            door.waiting.add(send);
            pass(door);
            return true;
        }
    }

    /** One record of this partition is published, or will not be. */
    void answered(String partition, boolean published) {
        Door door = doors.get(partition);
        if (door == null || door.open) {
            return;
        }
        synchronized (door) {
            door.underWay = false;
            if (published) {
                passAll(door);
            } else {
                pass(door);
            }
        }
    }

    /** One after the other, as long as each is refused before it is under way. */
    private static void pass(Door door) {
        if (door.passing) {
            return;
        }
        door.passing = true;
        while (!door.underWay && !door.waiting.isEmpty()) {
            door.underWay = true;
            door.waiting.remove().run();
        }
        door.passing = false;
    }

    private static void passAll(Door door) {
        door.passing = true;
        while (!door.waiting.isEmpty()) {
            door.waiting.remove().run();
        }
        door.open = true;
    }
}
