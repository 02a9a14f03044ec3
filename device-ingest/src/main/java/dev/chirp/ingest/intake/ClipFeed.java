package dev.chirp.ingest.intake;

import io.netty.buffer.ByteBuf;

/** A clip on its way to the gateway while its sound still comes. One thread uses it, and hears from it. */
public interface ClipFeed {
    /** What the feed tells its user. */
    interface Listener {
        /** The feed takes bytes again. */
        void onReady();

        /** Once, at the clip's end or before it; nothing that is written afterwards goes anywhere. */
        void onReceipt(Receipt receipt);
    }

    /** Whether the next bytes go on at once. What is written nevertheless is held, so write one piece at most. */
    boolean isReady();

    /** Sends these bytes and releases the buffer. */
    void write(ByteBuf audio);

    /** The clip is complete; its receipt follows. */
    void complete();

    /** The clip never becomes complete; no receipt follows. Does nothing after {@link #complete}. */
    void abort();
}
