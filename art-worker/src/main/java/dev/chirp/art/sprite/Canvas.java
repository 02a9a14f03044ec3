package dev.chirp.art.sprite;

import dev.chirp.art.shape.Archetype;
import dev.chirp.art.shape.Part;
import java.util.Arrays;

/** The picture while it is painted: for each pixel its part, colour and tone. Not thread-safe. */
final class Canvas {
    static final int SIDE = Archetype.SIDE;
    private final Part[] parts = new Part[SIDE * SIDE];
    private final int[] colours = new int[SIDE * SIDE];
    private final Tone[] tones = new Tone[SIDE * SIDE];

    Canvas() {
        Arrays.fill(parts, Part.NONE);
        Arrays.fill(tones, Tone.BASE);
    }

    /** Claims a pixel for a part; outside the canvas nothing happens. */
    void put(int x, int y, Part part, int rgb) {
        if (isInside(x, y)) {
            parts[y * SIDE + x] = part;
            colours[y * SIDE + x] = rgb;
            tones[y * SIDE + x] = Tone.BASE;
        }
    }

    /** Changes the colour of a pixel that belongs to this part. */
    void tint(int x, int y, Part part, int rgb) {
        if (part(x, y) == part) {
            colours[y * SIDE + x] = rgb;
        }
    }

    void tone(int x, int y, Tone tone) {
        if (isInside(x, y)) {
            tones[y * SIDE + x] = tone;
        }
    }

    Part part(int x, int y) {
        return isInside(x, y) ? parts[y * SIDE + x] : Part.NONE;
    }

    boolean isEmpty(int x, int y) {
        return part(x, y) == Part.NONE;
    }

    /** The colour as it is seen, with its tone. */
    int seen(int x, int y) {
        return tones[y * SIDE + x].of(colours[y * SIDE + x]);
    }

    /** The colour without light. */
    int colour(int x, int y) {
        return colours[y * SIDE + x];
    }

    private static boolean isInside(int x, int y) {
        return x >= 0 && x < SIDE && y >= 0 && y < SIDE;
    }
}
