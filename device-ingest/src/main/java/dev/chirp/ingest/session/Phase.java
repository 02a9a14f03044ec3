package dev.chirp.ingest.session;

import dev.chirp.ingest.frame.Body;

/** Where a connection stands. */
sealed interface Phase {
    /** Connected; nothing is known of the device. */
    record AwaitingHello(long since) implements Phase {}

    /** Its key is being looked up; nothing is taken meanwhile. */
    record Identifying(Body.Hello hello, long since) implements Phase {}

    record Streaming(AudioStream stream) implements Phase {}

    /** Complete clips are awaited, then the farewell is sent; nothing is taken any more. */
    record Leaving(AudioStream stream, Body farewell, long until) implements Phase {}

    /** Over. */
    record Ended() implements Phase {}
}
