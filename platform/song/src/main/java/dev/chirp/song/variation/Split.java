package dev.chirp.song.variation;

/**
 * Which part of every parameter's range is drawn from. Training and held-out parts are disjoint, with a margin of 2 %
 * of the range between them; the held-out part has both ends and the middle, so that it asks a model to extrapolate
 * as well as to interpolate.
 */
public enum Split {
    /** Shares 0.12–0.43 and 0.57–0.88 of every range. */
    TRAINING(2, 0.12, 0.31),
    /** Shares 0–0.10, 0.45–0.55 and 0.90–1 of every range. */
    HELD_OUT(3, 0, 0.10),
    /** The whole of every range. */
    WHOLE(1, 0, 1);

    private static final double STEP = 0.45;

    private final int parts;
    private final double start;
    private final double width;

    Split(int parts, double start, double width) {
        this.parts = parts;
        this.start = start;
        this.width = width;
    }

    /** Maps a uniform draw from [0, 1) to a uniform share within this part. */
    double share(double uniform) {
        double scaled = uniform * parts;
        int part = (int) scaled;
        return start + part * STEP + (scaled - part) * width;
    }
}
