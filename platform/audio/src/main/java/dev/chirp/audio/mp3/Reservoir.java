package dev.chirp.audio.mp3;

/** The data of a frame, some of which lay in frames before it. */
final class Reservoir {
    /** As far as a frame can reach back. */
    private static final int MOST_BEHIND = 511;

    private final byte[] bytes = new byte[MOST_BEHIND + FrameHead.MAX_FRAME_BYTES];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /**
     * Goes on to the next frame.
     *
     * @param behind how many bytes of the frames before belong to it
     * @return false when so many were never there
     */
    boolean turn(int behind, byte[] frame, int from, int to) {
        int kept = Math.min(behind, length);
        System.arraycopy(bytes, length - kept, bytes, 0, kept);
        System.arraycopy(frame, from, bytes, kept, to - from);
        length = kept + to - from;
        return kept == behind;
    }
}
