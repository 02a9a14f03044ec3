package dev.chirp.fanout.channel;

/** What a socket can be subscribed to. */
public sealed interface LiveChannel permits DurableChannel, SnapshotChannel {
    /** What the client calls it, for example {@code user}. */
    String name();

    /** The Redis pub/sub channel that carries its messages. */
    String topic();
}
