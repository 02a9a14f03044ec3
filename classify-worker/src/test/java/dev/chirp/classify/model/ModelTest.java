package dev.chirp.classify.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chirp.classify.TinyPack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
    @TempDir
    Path folder;

    private TinyPack pack;

    @BeforeEach
    void begin() {
        pack = TinyPack.in(folder);
    }

    @Test
    void scoresWindowsOfAVerifiedPack() throws Exception {
        try (Model model = Model.load(pack.write())) {
            float[] windows = new float[2 * TinyPack.WINDOW];
            Arrays.fill(windows, 0, TinyPack.WINDOW, 0.5f);
            Arrays.fill(windows, TinyPack.WINDOW, 2 * TinyPack.WINDOW, -0.5f);

            Model.Scores scores = model.score(windows, 2);

            assertThat(model.labels().get(0))
                    .isEqualTo(new Label("Turdus migratorius", "American Robin", Label.Kind.BIRD));
            assertThat(model.labels().get(2).kind()).isEqualTo(Label.Kind.OTHER);
            assertThat(model.labels().get(3).kind()).isEqualTo(Label.Kind.HUMAN);
            assertThat(scores.scores()[0][0]).isGreaterThan(0.99f);
            assertThat(scores.scores()[0][2]).isLessThan(0.01f);
            assertThat(scores.scores()[1][2]).isGreaterThan(0.99f);
            assertThat(scores.embeddings()[1][0]).isEqualTo(-20, within(0.01f));
        }
    }

    @Test
    void goesOnWithTheModelItLoadedWhenThePackIsExchangedUnderIt() throws Exception {
        try (Model model = Model.load(pack.write())) {
            Files.write(folder.resolve("model.onnx"), new byte[] {1, 2, 3});
            Files.writeString(folder.resolve("labels.csv"), "Other,Other\n");
            float[] window = new float[TinyPack.WINDOW];
            Arrays.fill(window, 0.5f);

            assertThat(model.score(window, 1).scores()[0][0]).isGreaterThan(0.99f);
            assertThat(model.labels()).hasSize(4);
        }
        assertRefused(folder.toString(), "labels.csv has no label");
    }

    @Test
    void refusesAModelThatIsNotTheOneThatWasReleased() throws Exception {
        String location = pack.write();
        Files.write(folder.resolve("model.onnx"), new byte[] {1, 2, 3});

        assertRefused(location, "model.onnx has the SHA-256", "damaged");
    }

    @Test
    void refusesALabelThatTheManifestNamesAndTheFileDoesNot() {
        assertRefused(
                pack.replacingInManifest("[\"Noise\"", "[\"Rain\"").write(), "no label 'Rain'", "non_event_classes");
    }

    @Test
    void refusesAnotherNumberOfLabelsThanTheModelHasClasses() {
        String location =
                pack.withLabels("A b,C\nNoise,Noise\nHuman voice,Human voice\n").write();

        assertRefused(location, "'scores' has the size 4 (expected: 3, from the number of labels)");
    }

    @Test
    void refusesAWindowThatTheModelDoesNotTake() {
        String location = pack.replacingInManifest("\"window_samples\": 4000", "\"window_samples\": 4001")
                .write();

        assertRefused(location, "'audio' has the size 4000 (expected: 4001");
    }

    @Test
    void refusesAnOutputThatIsNotThere() {
        assertRefused(pack.replacingInManifest("\"scores\"", "\"logits\"").write(), "no output 'logits'", "scores");
    }

    @Test
    void refusesAManifestWithoutARequiredField() {
        assertRefused(pack.replacingInManifest("\"version\": \"1.0.0\",", "").write(), "'version' is missing");
    }

    @Test
    void refusesAnUnknownActivation() {
        assertRefused(
                pack.replacingInManifest("\"sigmoid\"", "\"tanh\"").write(), "manifest.json cannot be used", "tanh");
    }

    @Test
    void refusesAnUnknownNormalisation() {
        assertRefused(pack.replacingInManifest("\"none\"", "\"loud\"").write(), "input.normalise is 'loud'");
    }

    @Test
    void refusesAMachineWithTooLittleMemory() {
        assertRefused(
                pack.replacingInManifest("\"min_ram_mb\": 64", "\"min_ram_mb\": 99999999")
                        .write(),
                "needs 99999999 MB");
    }

    @Test
    void refusesAFolderThatHoldsNoPack() {
        assertRefused(folder.resolve("nowhere").toString(), "has no file manifest.json");
        assertRefused("classpath:packs/nowhere", "has no file manifest.json");
    }

    private static void assertRefused(String location, String... parts) {
        ModelState state = ModelState.load(location);

        assertThat(state).isInstanceOf(ModelState.Unusable.class);
        assertThat(((ModelState.Unusable) state).reason()).contains(parts).doesNotContain("\n");
    }
}
