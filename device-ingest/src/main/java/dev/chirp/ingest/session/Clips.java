package dev.chirp.ingest.session;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.intake.ClipFeed;
import dev.chirp.ingest.intake.Receipt;
import dev.chirp.ingest.opus.OpusPacket;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the sound of one connection into clips and follows each to its receipt. Where a clip begins and ends follows from
 * the frames alone, never from the time of day: sent again, the same frames become the same clips under the same names,
 * and the gateway recognises those that it has. What is committed rises in the order of the clips.
 */
final class Clips {
    /** At most so many on their way to the gateway, the open one included. */
    private static final int MAX_ON_THEIR_WAY = 4;

    private static final int SAMPLE_BYTES = 2;

    /** How this object is heard of. */
    interface Listener {
        /** A clip has its answer, perhaps before its end. */
        void onAnswered(Receipt receipt, ClipEnding clip);

        /** Everything up to this frame is dealt with. */
        void onCommitted(long seq);
    }

    private final DeviceIdentity device;
    private final Sound sound;
    private final SessionLimits limits;
    private final Outlet outlet;
    private final Listener listener;
    private final long maxSamples;
    private final Deque<ClipEnding> waiting = new ArrayDeque<>(MAX_ON_THEIR_WAY);
    private @Nullable OpenClip open;

    /** What HELLO says of the sound. */
    record Sound(String bootId, int sampleRate, int channels, boolean opus) {
        private int frameBytes() {
            return SAMPLE_BYTES * channels;
        }

        /** What {@link #samples} counts in a second. */
        int rate() {
            return opus ? OpusPacket.RATE : sampleRate;
        }

        /** Of one channel; 0 when a frame cannot hold these bytes. */
        long samples(ByteBuf audio) {
            if (opus) {
                return OpusPacket.samples(audio);
            }
            int bytes = audio.readableBytes();
            return bytes % frameBytes() == 0 ? bytes / frameBytes() : 0;
        }
    }

    Clips(DeviceIdentity device, Sound sound, SessionLimits limits, Outlet outlet, Listener listener) {
        this.device = device;
        this.sound = sound;
        this.limits = limits;
        this.outlet = outlet;
        this.listener = listener;
        this.maxSamples = limits.clipLength().toMillis() * sound.rate() / 1_000;
    }

    boolean isTaking() {
        return waiting.size() < MAX_ON_THEIR_WAY && (open == null ? outlet.mayBegin() : open.isReady());
    }

    boolean isOpen() {
        return open != null;
    }

    boolean isSettled() {
        return waiting.isEmpty();
    }

    /** Whether a frame of so many samples is more than a clip. */
    boolean isTooLong(long samples) {
        return samples > maxSamples;
    }

    /** Takes the sound of a numbered frame; owns its buffer from now on. */
    void audio(Frame frame, ByteBuf audio, long now) {
        long clip = frame.clip();
        long seq = frame.seq();
        boolean last = frame.has(Frame.LAST_OF_CLIP);
        long samples = sound.samples(audio);
        if (open != null && (open.clip() != clip || !hasRoomFor(open, samples))) {
            end(seq - 1, now);
        }
        OpenClip target = open != null ? open : begin(clip, seq, frame.has(Frame.BACKFILL) ? null : duration(samples));
        target.add(audio, samples);
        // Ended as soon as another frame like this one would be too much, so that its receipt need not wait for it.
        if (open != null && (last || !hasRoomFor(open, samples))) {
            end(seq, now);
        }
    }

    private boolean hasRoomFor(OpenClip clip, long samples) {
        return clip.hasRoomFor(samples, maxSamples, limits.maxClipFrames());
    }

    private Duration duration(long samples) {
        return Duration.ofNanos(samples * 1_000_000_000L / sound.rate());
    }

    private OpenClip begin(long clip, long seq, @Nullable Duration lead) {
        ClipEnding ending = new ClipEnding();
        waiting.add(ending);
        String name = sound.bootId + "@" + seq + "." + limits.clipLength().toMillis();
        ClipFeed feed = outlet.begin(
                new NewClip(device, name, clip, sound.sampleRate, sound.channels, sound.opus, lead),
                new Answers(ending));
        OpenClip begun = new OpenClip(feed, ending, clip);
        open = begun;
        return begun;
    }

    /** A numbered frame without sound: whatever clip there is ends before it, and it is committed with that clip. */
    void boundary(long seq, long now) {
        if (open != null) {
            end(seq, now);
        } else if (waiting.isEmpty()) {
            listener.onCommitted(seq);
        } else {
            waiting.getLast().cover(seq);
        }
    }

    private void end(long lastSeq, long now) {
        OpenClip ended = open;
        if (ended != null) {
            open = null;
            ended.end(lastSeq, now);
            settle();
        }
    }

    /** Gives up the clip that is not complete; those that are go on. */
    void abort() {
        OpenClip aborted = open;
        if (aborted != null) {
            open = null;
            waiting.removeLast();
            aborted.abort();
        }
    }

    private void settle() {
        long committed = 0;
        for (ClipEnding first = waiting.peek(); first != null && first.isSettled(); first = waiting.peek()) {
            committed = first.lastSeq();
            waiting.remove();
        }
        if (committed > 0) {
            listener.onCommitted(committed);
        }
    }

    /** Hears of one clip. */
    private final class Answers implements ClipFeed.Listener {
        private final ClipEnding ending;

        Answers(ClipEnding ending) {
            this.ending = ending;
        }

        @Override
        public void onReady() {
            // The connection looks whether it may go on.
        }

        @Override
        public void onReceipt(Receipt receipt) {
            // A clip that is not stored now keeps its place: nothing behind it counts as committed.
            if (!isToBeSentAgain(receipt)) {
                ending.answer();
            }
            listener.onAnswered(receipt, ending);
            settle();
        }
    }

    /** Whether the same clip may be taken later. */
    static boolean isToBeSentAgain(Receipt receipt) {
        return switch (receipt) {
            case Receipt.Committed committed -> false;
            case Receipt.Unavailable unavailable -> true;
            case Receipt.Refused refused ->
                refused.status() >= 500
                        || refused.status() == 429
                        || refused.code().equals("checksum_mismatch");
        };
    }
}
