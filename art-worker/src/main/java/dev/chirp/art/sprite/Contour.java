package dev.chirp.art.sprite;

import dev.chirp.art.shape.Part;

/**
 * The selective outline: each pixel beside the bird takes a dark tone of the colour that it bounds; around it goes a line
 * as light as paper, unseen on a light page, without which a black bird would be lost on a dark one.
 */
final class Contour {
    private static final int PAPER = 0xf6f3ea;

    private Contour() {}

    static void draw(Canvas canvas) {
        line(canvas);
        paper(canvas);
    }

    private static void line(Canvas canvas) {
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

    private static void paper(Canvas canvas) {
        boolean[] paper = new boolean[Canvas.SIDE * Canvas.SIDE];
        for (int y = 0; y < Canvas.SIDE; y++) {
            for (int x = 0; x < Canvas.SIDE; x++) {
                boolean beside = !canvas.isEmpty(x - 1, y)
                        || !canvas.isEmpty(x + 1, y)
                        || !canvas.isEmpty(x, y - 1)
                        || !canvas.isEmpty(x, y + 1);
                paper[y * Canvas.SIDE + x] = beside && canvas.isEmpty(x, y);
            }
        }
        for (int i = 0; i < paper.length; i++) {
            if (paper[i]) {
                canvas.put(i % Canvas.SIDE, i / Canvas.SIDE, Part.BODY, PAPER);
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
