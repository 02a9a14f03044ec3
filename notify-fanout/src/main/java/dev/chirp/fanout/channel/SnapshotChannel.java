package dev.chirp.fanout.channel;

import java.util.Locale;
import java.util.UUID;

/**
 * A channel that shows a state: all of it at first, and again whenever it has changed. It has no offsets and no past. What
 * travels through Redis is only that it may have changed ({@link #hint()}).
 *
 * @param name what the client calls it, for example {@code device:<uuid>}
 * @param key what the state is of
 */
public record SnapshotChannel(String name, Kind kind, String key) implements LiveChannel {

    /** Whose state it is. */
    public enum Kind {
        DEVICE("telemetry"),
        PRESENCE("presence");

        private final String event;

        Kind(String event) {
            this.event = event;
        }

        /** The event that carries the state. */
        public String event() {
            return event;
        }
    }

    public static SnapshotChannel device(UUID id) {
        return new SnapshotChannel("device:" + id, Kind.DEVICE, id.toString());
    }

    /** The user's own clients. */
    public static SnapshotChannel presence(long userId) {
        return new SnapshotChannel("presence:user", Kind.PRESENCE, Long.toString(userId));
    }

    @Override
    public String topic() {
        return "chirp:live:" + kind.name().toLowerCase(Locale.ROOT) + ":" + key;
    }

    /** The message that says that the state may have changed. */
    public static byte[] hint() {
        return LiveMessage.skip(new Position(0, 0)).toBytes();
    }
}
