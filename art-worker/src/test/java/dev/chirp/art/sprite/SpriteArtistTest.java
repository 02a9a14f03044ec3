package dev.chirp.art.sprite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.recipe.Recipe;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SpriteArtistTest {
    private static final FieldGuide GUIDE = FieldGuide.read();
    private static final SpriteArtist ARTIST = new SpriteArtist(GUIDE);

    /** A drawing that changes needs a new recipe version; then {@code golden/sprites.txt} is written anew. */
    @Test
    void drawsTheSameBytesAsOnEveryOtherMachine() throws Exception {
        Map<String, String> drawn = new TreeMap<>();
        for (Recipe recipe : GUIDE.species()) {
            drawn.put(recipe.scientificName(), draw(recipe).checksum());
        }
        drawn.put("placeholder", ARTIST.placeholder().checksum());
        drawn.put(
                "Nonexistus birdus", draw("Nonexistus birdus", "Yellow Whatsit").checksum());
        StringBuilder lines = new StringBuilder("version " + Recipe.VERSION + "\n");
        drawn.forEach((name, checksum) ->
                lines.append(checksum).append(' ').append(name).append('\n'));

        assertThat(lines.toString()).isEqualTo(golden());
    }

    @Test
    void everySpriteIsASmallPngOfAtMostSixteenColours() throws Exception {
        for (Recipe recipe : GUIDE.species()) {
            Drawing drawing = draw(recipe);
            BufferedImage image = decode(drawing);

            assertThat(drawing.palette()).as(recipe.commonName()).hasSizeBetween(4, 15);
            assertThat(drawing.png().remaining()).isLessThan(2_000);
            assertThat(image.getWidth()).isEqualTo(64);
            assertThat(image.getHeight()).isEqualTo(64);
            assertThat(image.getRGB(0, 63) >>> 24)
                    .as("corner of " + recipe.commonName())
                    .isZero();
        }
    }

    @Test
    void decodesToThePictureThatWasDrawn() throws Exception {
        for (Recipe recipe : GUIDE.species()) {
            Sprite sprite = SpriteArtist.sprite(recipe, SpriteArtist.seedOf(recipe.scientificName()));
            BufferedImage image = decode(draw(recipe));
            for (int i = 0; i < sprite.pixels().length; i++) {
                int argb = image.getRGB(i % sprite.side(), i / sprite.side());
                int expected = sprite.pixels()[i] == 0 ? 0 : 0xff000000 | sprite.palette()[sprite.pixels()[i]];
                assertThat(sprite.pixels()[i] == 0 ? argb >>> 24 : argb).isEqualTo(expected);
            }
        }
    }

    @Test
    void enlargesByWholePixels() throws Exception {
        Drawing small = ARTIST.draw("Parus major", "Great Tit", 5, 64);
        Drawing large = ARTIST.draw("Parus major", "Great Tit", 5, 256);

        BufferedImage before = decode(small);
        BufferedImage after = decode(large);
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

    private static BufferedImage decode(Drawing drawing) throws Exception {
        byte[] bytes = new byte[drawing.png().remaining()];
        drawing.png().get(bytes);
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    private static String golden() throws Exception {
        try (InputStream in = SpriteArtistTest.class.getResourceAsStream("/golden/sprites.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
