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
    private int dip;

    Canvas() {
        Arrays.fill(parts, Part.NONE);
        Arrays.fill(tones, Tone.BASE);
    }

    /** From here on all rows are counted from this many below the top: what is painted sits lower. */
    void dip(int rows) {
        dip = rows;
    }

    /** Claims a pixel for a part; outside the canvas nothing happens. */
    void put(int x, int y, Part part, int rgb) {
        if (isInside(x, y)) {
            parts[at(x, y)] = part;
            colours[at(x, y)] = rgb;
            tones[at(x, y)] = Tone.BASE;
        }
    }

    /** Changes the colour of a pixel that belongs to this part. */
    void tint(int x, int y, Part part, int rgb) {
        if (part(x, y) == part) {
            colours[at(x, y)] = rgb;
        }
    }

    void tone(int x, int y, Tone tone) {
        if (isInside(x, y)) {
            tones[at(x, y)] = tone;
        }
    }

    Part part(int x, int y) {
        return isInside(x, y) ? parts[at(x, y)] : Part.NONE;
    }

    boolean isEmpty(int x, int y) {
        return part(x, y) == Part.NONE;
    }

    /** The colour as it is seen, with its tone. */
    int seen(int x, int y) {
        return tones[at(x, y)].of(colours[at(x, y)]);
    }

    /** The colour without light. */
    int colour(int x, int y) {
        return colours[at(x, y)];
    }

    private int at(int x, int y) {
        return (y + dip) * SIDE + x;
    }

    private boolean isInside(int x, int y) {
        return x >= 0 && x < SIDE && y + dip >= 0 && y + dip < SIDE;
    }
}
