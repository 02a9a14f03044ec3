package dev.chirp.art.sprite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.recipe.Recipe;
import dev.chirp.art.shape.Point;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SpriteArtistTest {
    private static final FieldGuide GUIDE = FieldGuide.read();
    private static final SpriteArtist ARTIST = new SpriteArtist(GUIDE);

    /** A drawing that changes needs a new recipe version; then {@link GoldenSprites} writes the file anew. */
    @Test
    void drawsTheSameBytesAsOnEveryOtherMachine() throws Exception {
        assertThat(GoldenSprites.text(GUIDE)).isEqualTo(golden());
    }

    @Test
    void everySpriteIsASmallPngOfAtMostSixteenColours() throws Exception {
        for (Recipe recipe : GUIDE.species()) {
            Drawing drawing = draw(recipe);
            BufferedImage image = decode(drawing.png());

            assertThat(drawing.palette()).as(recipe.commonName()).hasSizeBetween(4, 15);
            assertThat(drawing.png().remaining()).isLessThan(2_000);
            assertThat(drawing.idle().remaining()).isLessThan(2_000);
            assertThat(image.getWidth()).isEqualTo(64);
            assertThat(image.getHeight()).isEqualTo(64);
            assertThat(image.getRGB(63, 63) >>> 24)
                    .as("corner of " + recipe.commonName())
                    .isZero();
        }
    }

    @Test
    void decodesToThePictureThatWasDrawn() throws Exception {
        for (Recipe recipe : GUIDE.species()) {
            Sprite sprite = SpriteArtist.sprite(recipe, SpriteArtist.seedOf(recipe.scientificName()));
            BufferedImage image = decode(draw(recipe).png());
            int[] expected = IntStream.range(0, sprite.pixels().length)
                    .map(i -> sprite.has(i % 64, i / 64) ? 0xff000000 | sprite.colour(i % 64, i / 64) : 0)
                    .toArray();
            int[] decoded = image.getRGB(0, 0, 64, 64, null, 0, 64);
            assertThat(Arrays.stream(decoded)
                            .map(argb -> argb >>> 24 == 0 ? 0 : argb)
                            .toArray())
                    .isEqualTo(expected);
        }
    }

    @Test
    void theIdleSheetIsTheSpriteAndBelowItTheBirdWithItsEyesShut() throws Exception {
        for (Recipe recipe : GUIDE.species()) {
            Drawing drawing = draw(recipe);
            int[] still = decode(drawing.png()).getRGB(0, 0, 64, 64, null, 0, 64);
            BufferedImage sheet = decode(drawing.idle());
            int[] below = sheet.getRGB(0, 64, 64, 64, null, 0, 64);

            assertThat(sheet.getHeight()).isEqualTo(128);
            assertThat(sheet.getRGB(0, 0, 64, 64, null, 0, 64)).isEqualTo(still);
            assertThat(IntStream.range(0, still.length).filter(i -> below[i] != still[i]))
                    .as("moved pixels of " + recipe.commonName())
                    .hasSizeBetween(100, 1_800);
            Point eye = recipe.archetype().eyes().getFirst();
            assertThat(nine(below, eye.pixelX(), eye.pixelY() + 1))
                    .as("eye of " + recipe.commonName())
                    .isNotEqualTo(nine(still, eye.pixelX(), eye.pixelY()));
        }
    }

    private static int[] nine(int[] picture, int x, int y) {
        return IntStream.range(0, 9)
                .map(i -> picture[(y - 1 + i / 3) * 64 + x - 1 + i % 3])
                .toArray();
    }

    @Test
    void enlargesByWholePixels() throws Exception {
        Drawing small = ARTIST.draw("Parus major", "Great Tit", 5, 64);
        Drawing large = ARTIST.draw("Parus major", "Great Tit", 5, 256);

        BufferedImage before = decode(small.png());
        BufferedImage after = decode(large.png());
        assertThat(after.getWidth()).isEqualTo(256);
        assertThat(large.png().remaining()).isLessThan(10_000);
        for (int i = 0; i < 256 * 256; i++) {
            assertThat(after.getRGB(i % 256, i / 256)).isEqualTo(before.getRGB(i % 256 / 4, i / 256 / 4));
        }
    }

    @Test
    void refusesASizeThatWouldBlurThePixels() {
        assertThatThrownBy(() -> ARTIST.draw("Parus major", "Great Tit", 5, 100))
                .hasMessageContaining("size: 100 (expected: 64, 128, 192 or 256)");
    }

    @Test
    void saysThatAnUnknownSpeciesIsGeneric() {
        assertThat(draw("Turdus migratorius", "American Robin").generic()).isFalse();
        assertThat(draw("Turdus nonexistus", "Nowhere Thrush").generic()).isTrue();
    }

    @Test
    void drawsAnUnknownSpeciesInTheShapeOfItsFamily() {
        long seed = 3;
        assertThat(GUIDE.of("Strix nowhere", "Bird", seed).archetype().name()).isEqualTo("owl");
        assertThat(GUIDE.of("Nowhere nowhere", "Nowhere Owl", seed).archetype().name())
                .isEqualTo("owl");
        assertThat(GUIDE.of("Nowhere nowhere", "Bird", seed).archetype().name()).isEqualTo("songbird");
    }

    @Test
    void anotherSeedMovesTheSpots() {
        Drawing one = ARTIST.draw("Turdus philomelos", "Song Thrush", 1, 64);
        Drawing other = ARTIST.draw("Turdus philomelos", "Song Thrush", 2, 64);
        assertThat(one.checksum()).isNotEqualTo(other.checksum());
    }

    private static Drawing draw(Recipe recipe) {
        return draw(recipe.scientificName(), recipe.commonName());
    }

    private static Drawing draw(String scientificName, String commonName) {
        return ARTIST.draw(scientificName, commonName, SpriteArtist.seedOf(scientificName), 64);
    }

    private static BufferedImage decode(ByteBuffer png) throws Exception {
        byte[] bytes = new byte[png.remaining()];
        png.get(bytes);
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    private static String golden() throws Exception {
        try (InputStream in = SpriteArtistTest.class.getResourceAsStream("/golden/sprites.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
