package dev.chirp.ingest.session;

import dev.chirp.ingest.intake.ClipFeed;
import io.netty.buffer.ByteBuf;

/** The clip that sound is added to. */
final class OpenClip {
    private final ClipFeed feed;
    private final ClipEnding ending;
    private final long clip;
    private long samples;
    private int frames;

    OpenClip(ClipFeed feed, ClipEnding ending, long clip) {
        this.feed = feed;
        this.ending = ending;
        this.clip = clip;
    }

    /** {@code added}: samples of one channel. */
    void add(ByteBuf audio, long added) {
        samples += added;
        frames++;
        if (ending.isAnswered()) {
            audio.release();
        } else {
            feed.write(audio);
        }
    }

    ClipEnding end(long lastSeq, long now) {
        ending.end(lastSeq, now);
        feed.complete();
        return ending;
    }

    void abort() {
        feed.abort();
    }

    /** A clip that has its answer takes everything, and throws it away. */
    boolean isReady() {
        return ending.isAnswered() || feed.isReady();
    }

    boolean hasRoomFor(long more, long maxSamples, int maxFrames) {
        return samples + more <= maxSamples && frames < maxFrames;
    }

    long clip() {
        return clip;
    }
}
