package dev.chirp.art.sprite;

/**
 * A finished picture in indexed colours; its arrays are never written again.
 *
 * @param side width and height in pixels
 * @param pixels colour numbers row by row; 0 is transparent
 * @param palette {@code 0xRRGGBB}, the transparent entry first
 */
@SuppressWarnings("ArrayRecordComponent") // Internal to drawing; nobody compares two of them.
public record Sprite(int side, byte[] pixels, int[] palette) {
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
