package dev.chirp.art.sprite;

import dev.chirp.art.shape.Shape;

/** The pixels of a shape; outside the canvas there are none. */
final class Mask {
    private final boolean[] pixels = new boolean[Canvas.SIDE * Canvas.SIDE];

    static Mask of(Shape shape) {
        Mask mask = new Mask();
        for (int y = 0; y < Canvas.SIDE; y++) {
            for (int x = 0; x < Canvas.SIDE; x++) {
                mask.pixels[y * Canvas.SIDE + x] = shape.contains(x, y);
            }
        }
        return mask.withoutThorns();
    }

    /** Drops the single pixels that stick out where a curve touches a row or column. */
    private Mask withoutThorns() {
        Mask mask = new Mask();
        for (int y = 0; y < Canvas.SIDE; y++) {
            for (int x = 0; x < Canvas.SIDE; x++) {
                int beside = count(x - 1, y) + count(x + 1, y) + count(x, y - 1) + count(x, y + 1);
                mask.pixels[y * Canvas.SIDE + x] = has(x, y) && beside > 1;
            }
        }
        return mask;
    }

    private int count(int x, int y) {
        return has(x, y) ? 1 : 0;
    }

    Mask or(Mask other) {
        Mask both = new Mask();
        for (int i = 0; i < pixels.length; i++) {
            both.pixels[i] = pixels[i] || other.pixels[i];
        }
        return both;
    }

    boolean has(int x, int y) {
        return x >= 0 && x < Canvas.SIDE && y >= 0 && y < Canvas.SIDE && pixels[y * Canvas.SIDE + x];
    }
}
