package dev.chirp.art.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.art.diffusion.EngineConfiguration.Engine;
import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.sprite.Drawing;
import dev.chirp.art.sprite.SpriteArtist;
import dev.chirp.art.studio.Order;
import dev.chirp.art.studio.Studio;
import dev.chirp.art.studio.StudioSettings;
import dev.chirp.storage.FileBlobStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;

/** The second engine with a pack of tiny graphs, and without one that works. */
class DiffusionTest {
    private static final SpriteArtist BY_RECIPE = new SpriteArtist(FieldGuide.read());
    private static final Duration AMPLE = Duration.ofMinutes(5);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    @Test
    void drawsASpriteFromText() throws Exception {
        try (Engine engine = engine(TinyDiffusion.in(folder), AMPLE)) {
            Drawing drawing = draw(engine, "Robin", 1);

            assertThat(engine.reason()).isEmpty();
            assertThat(pictures("drawn")).isEqualTo(1);
            assertThat(drawing.palette()).hasSizeBetween(5, 15);
            assertThat(drawing.generic()).isFalse();
            BufferedImage sprite = ImageIO.read(new ByteArrayInputStream(bytes(drawing)));
            assertThat(sprite.getWidth()).isEqualTo(64);
            assertThat(sprite.getRGB(0, 0) >>> 24).as("the ground").isZero();
            assertThat(sprite.getRGB(32, 40) >>> 24).as("the bird").isEqualTo(255);
            assertThat(drawing.idle().remaining()).isGreaterThan(drawing.png().remaining());
        }
    }

    @Test
    void drawsTheSameForTheSamePromptAndSeed() throws Exception {
        try (Engine engine = engine(TinyDiffusion.in(folder), AMPLE)) {
            String robin = draw(engine, "Robin", 1).checksum();
            assertThat(draw(engine, "Robin", 1).checksum()).isEqualTo(robin);
            assertThat(draw(engine, "Jay", 1).checksum()).as("another prompt").isNotEqualTo(robin);
            assertThat(draw(engine, "Robin", 2).checksum()).as("another seed").isNotEqualTo(robin);
        }
    }

    @Test
    void feedsTheFilesOfThePackToTheUnet() throws Exception {
        String plain;
        try (Engine engine = engine(TinyDiffusion.in(folder), AMPLE)) {
            plain = draw(engine, "Robin", 1).checksum();
        }
        TinyDiffusion pack = TinyDiffusion.in(folder)
                .replacingInManifest(
                        "\"min_ram_mb\"", "\"lora\": [{\"file\": \"style\", \"weight\": 0.5}], \"min_ram_mb\"");
        pack.withLoraInput().lora("style", TinyDiffusion.LORA_INPUT, 0);
        try (Engine engine = engine(pack, AMPLE)) {
            assertThat(engine.reason()).isEmpty();
            assertThat(draw(engine, "Robin", 1).checksum()).isEqualTo(plain);
        }
        pack.lora("style", TinyDiffusion.LORA_INPUT, 2);
        try (Engine engine = engine(pack, AMPLE)) {
            assertThat(draw(engine, "Robin", 1).checksum()).isNotEqualTo(plain);
        }
        pack.lora("style", "no.such.input", 2);
        try (Engine engine = engine(pack, AMPLE)) {
            assertThat(engine.reason()).contains("no.such.input");
        }
    }

    @Test
    void drawsByRecipeWhenThePictureIsLate() throws Exception {
        try (Engine engine = engine(TinyDiffusion.in(folder), Duration.ofNanos(1))) {
            assertThat(draw(engine, "Robin", 1).checksum()).isEqualTo(byRecipe(1));
            assertThat(pictures("late")).isEqualTo(1);
        }
    }

    @Test
    void drawsByRecipeWhenThereIsNoBirdOnThePicture() throws Exception {
        try (Engine engine = engine(TinyDiffusion.in(folder).withoutBird(), AMPLE)) {
            assertThat(draw(engine, "Robin", 1).checksum()).isEqualTo(byRecipe(1));
            assertThat(pictures("unfit")).isEqualTo(1);
        }
    }

    /** What is stored is what the captures that wait get. */
    @Test
    void aStudioStoresTheSpriteByRecipeWhenTheGraphFails() throws Exception {
        TinyDiffusion pack =
                TinyDiffusion.in(folder.resolve("pack")).replacingInManifest("\"size\": 64", "\"size\": 128");
        try (Engine engine = engine(pack, AMPLE);
                Studio studio =
                        new Studio(engine.renderer(), new FileBlobStore(folder), new StudioSettings(1, 8, 8), meters)) {
            Drawing drawing = studio.fill(Order.standard("Turdus migratorius", "American Robin"))
                    .join();

            assertThat(pictures("failed")).isEqualTo(1);
            assertThat(folder.resolve("art/" + drawing.checksum() + ".png")).exists();
            assertThat(drawing.checksum()).isEqualTo(byRecipe(SpriteArtist.seedOf("Turdus migratorius")));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"min_ram_mb\": 1 | \"min_ram_mb\": 2000000000 | needs 2000000000 MB",
                "\"min_ram_mb\" | \"sha256\": {\"unet/model.onnx\": \"00\"}, \"min_ram_mb\" | has SHA-256",
                "\"min_ram_mb\" | \"sha256\": {\"../x\": \"00\"}, \"min_ram_mb\" | outside its folder",
                "\"steps\": 4 | \"steps\": 0 | steps: 0 (expected: 1..100)",
                "\"size\": 64 | \"size\": 65 | size 65",
                "\"prompt\" | \"prumpt\" | cannot be used: 'prompt' is missing",
                "\"min_ram_mb\" | \"lora\": [{\"file\": \"none\", \"weight\": 1}], \"min_ram_mb\" | cannot be read"
            })
    void aPackThatCannotBeUsedIsOneSentenceOfAServiceThatStaysUp(String text, String by, String sentence)
            throws Exception {
        try (Engine engine = engine(TinyDiffusion.in(folder).replacingInManifest(text, by), AMPLE)) {
            assertThat(engine.reason()).contains(sentence);
            Health health = new EngineConfiguration().engine(engine).health();
            assertThat(health.getStatus().getCode()).isEqualTo("UP");
            assertThat(health.getDetails()).containsEntry("engine", "recipe").containsKey("reason");
            assertThat(draw(engine, "Robin", 1).checksum()).isEqualTo(byRecipe(1));
        }
    }

    @Test
    void aGraphThatIsNoneIsOneSentenceToo() throws Exception {
        TinyDiffusion.in(folder).write();
        Files.writeString(folder.resolve("unet/model.onnx"), "not a graph");
        try (Engine engine = EngineConfiguration.engine(new DiffusionSettings(folder, AMPLE), BY_RECIPE, meters)) {
            assertThat(engine.reason()).contains("cannot be opened");
        }
    }

    @Test
    void readinessReportsTheProviderAndTheFreeMemory() throws Exception {
        try (Engine engine = engine(TinyDiffusion.in(folder), AMPLE)) {
            assertThat(new EngineConfiguration().engine(engine).health().getDetails())
                    .containsEntry("engine", "diffusion")
                    .containsEntry("provider", "CPU")
                    .hasEntrySatisfying(
                            "free_memory_mb", free -> assertThat((Long) free).isPositive());
        }
    }

    @Test
    void withoutAPackSpritesAreDrawnByRecipe() {
        try (Engine engine = EngineConfiguration.engine(new DiffusionSettings(null, AMPLE), BY_RECIPE, meters)) {
            assertThat(engine.renderer()).isSameAs(BY_RECIPE);
        }
    }

    private Engine engine(TinyDiffusion pack, Duration deadline) throws IOException {
        return EngineConfiguration.engine(new DiffusionSettings(pack.write(), deadline), BY_RECIPE, meters);
    }

    private static Drawing draw(Engine engine, String commonName, long seed) {
        return engine.renderer().draw("Turdus migratorius", commonName, seed, 64);
    }

    private static String byRecipe(long seed) {
        return BY_RECIPE.draw("Turdus migratorius", "", seed, 64).checksum();
    }

    private double pictures(String result) {
        return meters.counter("art.diffusion.pictures", "result", result).count();
    }

    private static byte[] bytes(Drawing drawing) {
        byte[] bytes = new byte[drawing.png().remaining()];
        drawing.png().get(bytes);
        return bytes;
    }
}
