package dev.chirp.art.sprite;

import dev.chirp.art.shape.Part;
import java.util.Arrays;

/** Makes a sprite of a bird that was cut from a picture: an outline, 15 colours, a second frame. */
public final class Cutout {
    private static final int FEET = 8;
    private static final int MOST_COLOURS = 300;
    private final Canvas still;
    private final Canvas breath;
    private final Quantiser colours;

    /** @param argb 64×64, {@code 0xFFRRGGBB} or 0 where there is no bird; two pixels at the rim are left to the outline */
    public Cutout(int[] argb) {
        if (argb.length != Canvas.SIDE * Canvas.SIDE) {
            throw new IllegalArgumentException("argb: " + argb.length + " (expected: 64 * 64)");
        }
        int shift = 0;
        while (distinct(argb, shift) > MOST_COLOURS) {
            shift++;
        }
        still = canvas(argb, shift, 0);
        breath = canvas(argb, shift, 1);
        colours = new Quantiser(still);
    }

    public Sprite sprite() {
        return colours.sprite(still);
    }

    public Drawing drawing(long seed, int size) {
        return SpriteArtist.drawing(sprite(), colours.sprite(breath), seed, size, false);
    }

    /** In the second frame all above the feet sits a pixel lower. */
    private static Canvas canvas(int[] argb, int shift, int dip) {
        int ground = Canvas.SIDE - FEET;
        Canvas canvas = new Canvas();
        for (int i = 0; i < argb.length; i++) {
            int x = i % Canvas.SIDE;
            int y = i / Canvas.SIDE;
            int from = y < ground ? i - dip * Canvas.SIDE : i;
            if (from >= 0 && argb[from] != 0) {
                canvas.put(x, y, Part.BODY, coarse(argb[from], shift));
            }
        }
        Contour.draw(canvas);
        return canvas;
    }

    /** Merging colours pair by pair takes the cube of their number. */
    private static long distinct(int[] argb, int shift) {
        return Arrays.stream(argb)
                .filter(pixel -> pixel != 0)
                .map(pixel -> coarse(pixel, shift))
                .distinct()
                .count();
    }

    /** Without the lowest bits of each channel, in the middle of what they could be. */
    private static int coarse(int argb, int lowBits) {
        int low = (1 << lowBits) - 1;
        int middle = (low + 1) / 2;
        int red = ((argb >>> 16 & 0xff) & ~low) + middle;
        int green = ((argb >>> 8 & 0xff) & ~low) + middle;
        int blue = ((argb & 0xff) & ~low) + middle;
        return red << 16 | green << 8 | blue;
    }
}
