package dev.chirp.ingest.session;

import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.intake.ClipFeed;
import org.jspecify.annotations.Nullable;

/** What a session has others do, on its event loop. */
public interface Outlet {
    void send(Frame frame);

    /**
     * Asks whose key this is, or whose certificate was shown when it is null; {@link DeviceSession#onIdentity} or
     * {@link DeviceSession#onIdentityAway} follows.
     */
    void identify(@Nullable String deviceKey);

    ClipFeed begin(NewClip clip, ClipFeed.Listener listener);

    /** Ends the connection once what was sent has been written. */
    void close();
}
