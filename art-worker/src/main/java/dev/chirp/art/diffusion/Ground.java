package dev.chirp.art.diffusion;

import java.util.ArrayDeque;
import java.util.Optional;

/** Cuts a bird from the plain ground that the prompt asks for, and brings it down to the size of a sprite. */
final class Ground {
    private static final int SIDE = 64;
    private static final int MARGIN = 2;
    /** Of the largest difference that a channel can have, summed over three. */
    private static final float LIKE_THE_GROUND = 0.35f;

    private static final int LEAST_PERCENT = 5;
    private static final int MOST_PERCENT = 90;

    private Ground() {}

    /**
     * The bird on 64×64 pixels.
     *
     * @param picture {@code float[3][side][side]} from 0 to 1
     * @return {@code 0xFFRRGGBB}, or 0 where there is no bird; empty when the ground is all or nothing
     */
    static Optional<int[]> cut(float[] picture, int side) {
        boolean[] ground = ground(picture, side);
        int left = side;
        int right = -1;
        int top = side;
        int bottom = -1;
        int covered = 0;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                if (!ground[y * side + x]) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                    covered++;
                }
            }
        }
        int percent = 100 * covered / (side * side);
        if (percent < LEAST_PERCENT || percent > MOST_PERCENT) {
            return Optional.empty();
        }
        double scale = Math.max(right - left + 1, bottom - top + 1) / (double) (SIDE - 2 * MARGIN);
        int[] sprite = new int[SIDE * SIDE];
        for (int y = MARGIN; y < SIDE - MARGIN; y++) {
            for (int x = MARGIN; x < SIDE - MARGIN; x++) {
                double centreX = (left + right + 1) / 2.0 + (x - SIDE / 2) * scale;
                double lowerEdge = bottom + 1 - (SIDE - MARGIN - y) * scale;
                sprite[y * SIDE + x] = cell(picture, side, ground, centreX, lowerEdge, scale);
            }
        }
        return Optional.of(sprite);
    }

    /** The mean of the bird's pixels in a square, when they are most of it. */
    private static int cell(float[] picture, int side, boolean[] ground, double fromX, double fromY, double scale) {
        float red = 0;
        float green = 0;
        float blue = 0;
        int bird = 0;
        int seen = 0;
        int firstX = (int) Math.floor(fromX);
        int firstY = (int) Math.floor(fromY);
        int reach = Math.max(1, (int) Math.round(scale));
        for (int y = firstY; y < firstY + reach; y++) {
            for (int x = firstX; x < firstX + reach; x++) {
                seen++;
                if (x >= 0 && x < side && y >= 0 && y < side && !ground[y * side + x]) {
                    int at = y * side + x;
                    red += picture[at];
                    green += picture[side * side + at];
                    blue += picture[2 * side * side + at];
                    bird++;
                }
            }
        }
        return 2 * bird < seen
                ? 0
                : 0xff000000 | channel(red / bird) << 16 | channel(green / bird) << 8 | channel(blue / bird);
    }

    private static int channel(float value) {
        return Math.clamp(Math.round(value * 255), 0, 255);
    }

    /** What is reached from the rim over pixels like the mean of the four corners. */
    private static boolean[] ground(float[] picture, int side) {
        float[] mean = new float[3];
        int[] corners = {0, side - 1, side * (side - 1), side * side - 1};
        for (int corner : corners) {
            for (int channel = 0; channel < 3; channel++) {
                mean[channel] += picture[channel * side * side + corner] / corners.length;
            }
        }
        boolean[] ground = new boolean[side * side];
        ArrayDeque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < side; i++) {
            open.add(i);
            open.add(side * (side - 1) + i);
            open.add(i * side);
            open.add(i * side + side - 1);
        }
        while (!open.isEmpty()) {
            int at = open.poll();
            if (ground[at] || !isLike(picture, side, at, mean)) {
                continue;
            }
            ground[at] = true;
            int x = at % side;
            int y = at / side;
            if (x > 0) {
                open.add(at - 1);
            }
            if (x < side - 1) {
                open.add(at + 1);
            }
            if (y > 0) {
                open.add(at - side);
            }
            if (y < side - 1) {
                open.add(at + side);
            }
        }
        return ground;
    }

    private static boolean isLike(float[] picture, int side, int at, float[] mean) {
        float difference = 0;
        for (int channel = 0; channel < 3; channel++) {
            difference += Math.abs(picture[channel * side * side + at] - mean[channel]);
        }
        return difference < LIKE_THE_GROUND;
    }
}
