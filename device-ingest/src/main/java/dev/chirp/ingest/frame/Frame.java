package dev.chirp.ingest.frame;

import io.netty.util.ReferenceCountUtil;

/**
 * One frame of version 1. Whoever takes it releases it: the samples of an {@link Body.Audio} are a part of the buffer
 * that they arrived in.
 *
 * @param flags see the constants of this type
 * @param clip number of the clip within this boot of the device, unsigned
 * @param seq number of this frame within this boot, from 1, unsigned; 0 in frames that are not numbered
 */
public record Frame(int flags, long clip, long seq, Body body) {
    /** Bytes before the payload. */
    public static final int HEADER_BYTES = 24;

    public static final int MAX_PAYLOAD_BYTES = 65_536;
    public static final long MAX_NUMBER = 0xffff_ffffL;

    /** With this frame its clip ends. */
    public static final int LAST_OF_CLIP = 1;

    /** The payload is Opus. */
    public static final int OPUS = 2;

    /** Recorded earlier: the device had no connection then. */
    public static final int BACKFILL = 4;

    /** A frame that is no part of the stream of audio, so without numbers. */
    public static Frame unnumbered(Body body) {
        return new Frame(0, 0, 0, body);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    public void release() {
        ReferenceCountUtil.release(body instanceof Body.Audio audio ? audio.samples() : body);
    }
}
