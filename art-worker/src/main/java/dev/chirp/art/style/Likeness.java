package dev.chirp.art.style;

import dev.chirp.art.sprite.Sprite;

/**
 * How different two sprites look, as S-CIELAB measures it (X. Zhang and B. Wandell, "A spatial extension of CIELAB",
 * 1997): light is blurred as the eye blurs it at some distance, then the colours are compared place by place; here in
 * {@link Oklab} and with squares of {@value #CELL} pixels for the blur. The root of the mean square over the places that
 * either bird covers, times 100: 2 is just noticeable everywhere, and a strong mark counts more than a faint shade.
 */
public final class Likeness {
    private static final int CELL = 2;
    private static final int PAGE = 0xb0b0b0;
    private final int side;
    private final Oklab[] cells;
    private final boolean[] covered;

    private Likeness(int side) {
        this.side = side;
        this.cells = new Oklab[side * side];
        this.covered = new boolean[side * side];
    }

    /** Prepares a sprite for comparisons; all that are compared have one size. */
    public static Likeness of(Sprite sprite) {
        Likeness seen = new Likeness(sprite.side() / CELL);
        for (int i = 0; i < seen.cells.length; i++) {
            seen.look(sprite, i);
        }
        return seen;
    }

    private void look(Sprite sprite, int cell) {
        double red = 0;
        double green = 0;
        double blue = 0;
        for (int i = 0; i < CELL * CELL; i++) {
            int x = cell % side * CELL + i % CELL;
            int y = cell / side * CELL + i / CELL;
            int rgb = sprite.has(x, y) ? sprite.colour(x, y) : PAGE;
            covered[cell] |= sprite.has(x, y);
            red += Light.linear(rgb >>> 16 & 0xff);
            green += Light.linear(rgb >>> 8 & 0xff);
            blue += Light.linear(rgb & 0xff);
        }
        int pixels = CELL * CELL;
        cells[cell] = Oklab.of(red / pixels, green / pixels, blue / pixels);
    }

    public double distance(Likeness other) {
        double sum = 0;
        int places = 0;
        for (int i = 0; i < cells.length; i++) {
            if (covered[i] || other.covered[i]) {
                sum += cells[i].squaredDistance(other.cells[i]);
                places++;
            }
        }
        return 100 * Math.sqrt(sum / Math.max(1, places));
    }
}
