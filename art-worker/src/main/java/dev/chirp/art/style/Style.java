package dev.chirp.art.style;

import dev.chirp.art.sprite.Sprite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The measures of one sprite.
 *
 * @param colours how many colours it shows inside its outline that differ clearly, each on at least
 *     {@value #SMALLEST_COLOUR} pixels
 * @param onLight contrast of the outline with the light page: nine tenths of it have at least this ratio
 * @param onDark the same with the dark page
 */
public record Style(int colours, double onLight, double onDark) {
    /** The harder of the backgrounds that the page puts behind a sprite, light and dark. */
    private static final int LIGHT_PAGE = 0xdfeaf0;

    private static final int DARK_PAGE = 0x26343b;
    private static final int SMALLEST_COLOUR = 6;
    /** How many pixels from its rim a silhouette is looked at. */
    private static final int DEEP = 2;

    /** Three just noticeable differences. */
    private static final double CLEARLY = 0.06;

    public static final int FEWEST_COLOURS = 4;
    /** WCAG 2.2, 1.4.11 "non-text contrast". */
    public static final double LEAST_CONTRAST = 3;

    public static Style of(Sprite sprite) {
        return new Style(colours(sprite), contrast(sprite, LIGHT_PAGE), contrast(sprite, DARK_PAGE));
    }

    public boolean isGood() {
        return colours >= FEWEST_COLOURS && onLight >= LEAST_CONTRAST && onDark >= LEAST_CONTRAST;
    }

    /** From the commonest colour on, each counts that is clearly different from all that count already. */
    private static int colours(Sprite sprite) {
        int[] amounts = new int[sprite.palette().length];
        for (int y = 0; y < sprite.side(); y++) {
            for (int x = 0; x < sprite.side(); x++) {
                amounts[sprite.pixels()[y * sprite.side() + x]] += isOnOutline(sprite, x, y) ? 0 : 1;
            }
        }
        int scale = sprite.side() / 64;
        List<Integer> commonest = new ArrayList<>();
        for (int i = 1; i < amounts.length; i++) {
            if (amounts[i] >= SMALLEST_COLOUR * scale * scale) {
                commonest.add(i);
            }
        }
        commonest.sort((i, j) -> Integer.compare(amounts[j], amounts[i]));
        List<Oklab> counted = new ArrayList<>();
        for (int i : commonest) {
            Oklab colour = Oklab.of(sprite.palette()[i]);
            if (counted.stream().allMatch(other -> other.distance(colour) >= CLEARLY)) {
                counted.add(colour);
            }
        }
        return counted.size();
    }

    private static double contrast(Sprite sprite, int page) {
        double[] ratios = new double[sprite.pixels().length];
        int outline = 0;
        for (int y = 0; y < sprite.side(); y++) {
            for (int x = 0; x < sprite.side(); x++) {
                if (sprite.has(x, y) && isOnOutline(sprite, x, y)) {
                    ratios[outline++] = best(sprite, x, y, page);
                }
            }
        }
        if (outline == 0) {
            return 1;
        }
        Arrays.sort(ratios, 0, outline);
        return ratios[outline / 10];
    }

    /** An outline is a light line beside a dark one, which shows on any page; a leg is darker on its far side. */
    private static double best(Sprite sprite, int x, int y, int page) {
        double best = 1;
        for (int dy = -DEEP; dy <= DEEP; dy++) {
            for (int dx = -DEEP; dx <= DEEP; dx++) {
                if (sprite.has(x + dx, y + dy)) {
                    best = Math.max(best, Light.contrast(sprite.colour(x + dx, y + dy), page));
                }
            }
        }
        return best;
    }

    private static boolean isOnOutline(Sprite sprite, int x, int y) {
        return !sprite.has(x - 1, y) || !sprite.has(x + 1, y) || !sprite.has(x, y - 1) || !sprite.has(x, y + 1);
    }
}
