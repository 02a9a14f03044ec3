package dev.chirp.art.sprite;

import java.util.Arrays;

/**
 * A finished picture in indexed colours; its arrays are never written again.
 *
 * @param side width and height in pixels
 * @param pixels colour numbers row by row; 0 is transparent
 * @param palette {@code 0xRRGGBB}, the transparent entry first
 */
@SuppressWarnings("ArrayRecordComponent") // Internal to drawing; nobody compares two of them.
public record Sprite(int side, byte[] pixels, int[] palette) {
    /** Whether there is anything here; outside the picture there is not. */
    public boolean has(int x, int y) {
        return x >= 0 && x < side && y >= 0 && y < side && pixels[y * side + x] != 0;
    }

    /** The colour, {@code 0xRRGGBB}, of a pixel that is there. */
    public int colour(int x, int y) {
        return palette[pixels[y * side + x]];
    }

    /** The pixels of this picture and, below them, of another of the same size and palette. */
    byte[] over(Sprite below) {
        byte[] both = Arrays.copyOf(pixels, 2 * pixels.length);
        System.arraycopy(below.pixels, 0, both, pixels.length, pixels.length);
        return both;
    }

    /** The same picture with each pixel as a square of {@code factor * factor}. */
    Sprite enlarged(int factor) {
        int large = side * factor;
        byte[] enlarged = new byte[large * large];
        for (int y = 0; y < large; y++) {
            for (int x = 0; x < large; x++) {
                enlarged[y * large + x] = pixels[y / factor * side + x / factor];
            }
        }
        return new Sprite(large, enlarged, palette);
    }
}
