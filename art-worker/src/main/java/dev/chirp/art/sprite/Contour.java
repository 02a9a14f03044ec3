package dev.chirp.art.sprite;

import dev.chirp.art.shape.Part;

/** The selective outline: each pixel beside the bird takes a dark tone of the colour that it bounds. */
final class Contour {
    private Contour() {}

    static void draw(Canvas canvas) {
        int[] line = new int[Canvas.SIDE * Canvas.SIDE];
        for (int y = 0; y < Canvas.SIDE; y++) {
            for (int x = 0; x < Canvas.SIDE; x++) {
                line[y * Canvas.SIDE + x] = canvas.isEmpty(x, y) ? neighbour(canvas, x, y) : -1;
            }
        }
        for (int y = 0; y < Canvas.SIDE; y++) {
            for (int x = 0; x < Canvas.SIDE; x++) {
                int rgb = line[y * Canvas.SIDE + x];
                if (rgb >= 0) {
                    canvas.put(x, y, Part.BODY, rgb);
                    canvas.tone(x, y, Tone.CONTOUR);
                }
            }
        }
    }

    private static int neighbour(Canvas canvas, int x, int y) {
        int[][] beside = {{x, y + 1}, {x, y - 1}, {x + 1, y}, {x - 1, y}};
        for (int[] at : beside) {
            Part part = canvas.part(at[0], at[1]);
            if (part != Part.NONE && part != Part.LEGS) {
                return canvas.colour(at[0], at[1]);
            }
        }
        return -1;
    }
}
