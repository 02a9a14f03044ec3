package dev.chirp.art.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.recipe.Recipe;
import dev.chirp.art.sprite.Sprite;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StyleTest {
    /** Nearly three just noticeable differences everywhere, or a clear difference on a tenth of the bird. */
    private static final double LEAST_DISTANCE = 5.5;

    private static final List<Recipe> SPECIES = List.copyOf(FieldGuide.read().species());

    @Test
    void everySpeciesShowsSeveralColoursAndStandsOutFromBothPages() {
        for (Recipe recipe : SPECIES) {
            Style style = Style.of(StyleTable.sprite(recipe));
            assertThat(style.isGood()).as(recipe.commonName() + " " + style).isTrue();
        }
    }

    @Test
    void everyGuessShowsSeveralColoursAndStandsOutFromBothPages() {
        List<Recipe> guesses = FieldGuide.read().guesses();
        assertThat(guesses).hasSizeGreaterThan(100);
        for (Recipe recipe : guesses) {
            Style style = Style.of(StyleTable.sprite(recipe));
            assertThat(style.isGood()).as(recipe.commonName() + " " + style).isTrue();
        }
    }

    @Test
    void noTwoSpeciesLookAlike() {
        StyleTable.Pair closest = StyleTable.pairs(SPECIES).getFirst();
        assertThat(closest.distance()).as(closest.toString()).isGreaterThan(LEAST_DISTANCE);
    }

    @Test
    void everyBirdFillsTheCanvasAndStaysInside() {
        for (Recipe recipe : SPECIES) {
            int filled = 0;
            for (byte pixel : StyleTable.sprite(recipe).pixels()) {
                filled += pixel != 0 ? 1 : 0;
            }
            assertThat(filled).as("pixels of " + recipe.commonName()).isBetween(700, 2_800);
        }
    }

    @Test
    void aBlackBirdWithoutAnOutlineIsLostOnTheDarkPage() {
        Style style = Style.of(square(0x101015));
        assertThat(style.onLight()).isGreaterThan(Style.LEAST_CONTRAST);
        assertThat(style.onDark()).isLessThan(Style.LEAST_CONTRAST);
        assertThat(style.isGood()).isFalse();
    }

    @Test
    void countsAColourOnceWhateverItsShades() {
        assertThat(Style.of(square(0xc03020, 0xc43424, 0xbd2d1d, 0x2030c0)).colours())
                .isEqualTo(2);
    }

    @Test
    void contrastIsThatOfWcag() {
        assertThat(Light.contrast(0x000000, 0xffffff)).isEqualTo(21, within(0.001));
        assertThat(Light.contrast(0x777777, 0xffffff)).isEqualTo(4.48, within(0.01));
    }

    /** The example values that the author of Oklab publishes for white and for the primaries of sRGB. */
    @Test
    void oklabIsThatOfItsAuthor() {
        assertThat(Oklab.of(0xffffff).l()).isEqualTo(1, within(0.001));
        assertThat(Oklab.of(0xff0000).distance(new Oklab(0.628, 0.225, 0.126))).isLessThan(0.001);
        assertThat(Oklab.of(0x0000ff).distance(new Oklab(0.452, -0.032, -0.312)))
                .isLessThan(0.001);
    }

    @Test
    void theSameSpriteIsAtNoDistance() {
        Likeness robin = Likeness.of(StyleTable.sprite(SPECIES.getFirst()));
        assertThat(robin.distance(robin)).isZero();
        assertThat(Likeness.of(square(0)).distance(Likeness.of(square(0xffffff))))
                .isEqualTo(100, within(0.1));
    }

    /** Horizontal stripes of these colours, with nothing around them. */
    private static Sprite square(int... colours) {
        byte[] pixels = new byte[64 * 64];
        for (int y = 8; y < 56; y++) {
            Arrays.fill(pixels, y * 64 + 8, y * 64 + 56, (byte) (1 + (y - 8) * colours.length / 48));
        }
        int[] palette = new int[colours.length + 1];
        System.arraycopy(colours, 0, palette, 1, colours.length);
        return new Sprite(64, pixels, palette);
    }
}
