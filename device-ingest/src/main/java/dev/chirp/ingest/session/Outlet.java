package dev.chirp.ingest.session;

import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.intake.ClipFeed;
import org.jspecify.annotations.Nullable;

/** What a session has others do, on its event loop. */
public interface Outlet {
    void send(Frame frame);

    /** Sends what the device can do without; false when it has no room for that, because it reads too slowly. */
    boolean offer(Body.Event event);

    /**
     * Asks whose key this is, or whose certificate was shown when it is null; {@link DeviceSession#onIdentity} or
     * {@link DeviceSession#onIdentityAway} follows.
     */
    void identify(@Nullable String deviceKey);

    /** Whether a clip may begin now; asked while none is open. */
    default boolean mayBegin() {
        return true;
    }

    ClipFeed begin(NewClip clip, ClipFeed.Listener listener);

    /** Ends the connection once what was sent has been written. */
    void close();
}
