package dev.chirp.art.sprite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.recipe.Recipe;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What makes a sprite a good one, in numbers. */
class StyleTest {
    private static final List<Recipe> SPECIES = List.copyOf(FieldGuide.read().species());
    private static final List<Sprite> SPRITES = SPECIES.stream()
            .map(recipe -> SpriteArtist.sprite(recipe, SpriteArtist.seedOf(recipe.scientificName())))
            .toList();

    @Test
    void noTwoSpeciesLookAlike() {
        for (int i = 0; i < SPRITES.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(differingPixels(SPRITES.get(i), SPRITES.get(j)))
                        .as(SPECIES.get(i).commonName() + " and "
                                + SPECIES.get(j).commonName())
                        .isGreaterThan(200);
            }
        }
    }

    @Test
    void theOutlineStandsOutFromALightPage() {
        for (int i = 0; i < SPRITES.size(); i++) {
            Sprite sprite = SPRITES.get(i);
            long edge = 0;
            long dark = 0;
            for (int y = 1; y < sprite.side() - 1; y++) {
                for (int x = 1; x < sprite.side() - 1; x++) {
                    if (at(sprite, x, y) != 0 && isOnEdge(sprite, x, y)) {
                        edge++;
                        dark += contrastWithWhite(sprite.palette()[at(sprite, x, y)]) >= 3 ? 1 : 0;
                    }
                }
            }
            assertThat(100 * dark / edge)
                    .as("dark share of the edge of " + SPECIES.get(i).commonName())
                    .isGreaterThan(85);
        }
    }

    @Test
    void everyBirdFillsTheCanvasAndStaysInside() {
        for (int i = 0; i < SPRITES.size(); i++) {
            Sprite sprite = SPRITES.get(i);
            int filled = 0;
            for (byte pixel : sprite.pixels()) {
                filled += pixel != 0 ? 1 : 0;
            }
            assertThat(filled).as("pixels of " + SPECIES.get(i).commonName()).isBetween(700, 2_600);
        }
    }

    private static int differingPixels(Sprite a, Sprite b) {
        int differing = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            boolean oneIsEmpty = a.pixels()[i] == 0 != (b.pixels()[i] == 0);
            int distance = Quantiser.distance(a.palette()[a.pixels()[i]], b.palette()[b.pixels()[i]]);
            differing += oneIsEmpty || distance > 9 * 16 * 16 ? 1 : 0;
        }
        return differing;
    }

    private static int at(Sprite sprite, int x, int y) {
        return sprite.pixels()[y * sprite.side() + x];
    }

    private static boolean isOnEdge(Sprite sprite, int x, int y) {
        return at(sprite, x - 1, y) == 0
                || at(sprite, x + 1, y) == 0
                || at(sprite, x, y - 1) == 0
                || at(sprite, x, y + 1) == 0;
    }

    /** The ratio of WCAG 2.2, "contrast ratio". */
    private static double contrastWithWhite(int rgb) {
        double luminance =
                0.2126 * linear(rgb >>> 16 & 0xff) + 0.7152 * linear(rgb >>> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
        return 1.05 / (luminance + 0.05);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
