package dev.chirp.classify.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.classify.model.Label;
import dev.chirp.classify.model.Label.Kind;
import dev.chirp.classify.model.Manifest;
import dev.chirp.classify.model.Manifest.Activation;
import dev.chirp.classify.place.SpeciesFilter;
import dev.chirp.classify.place.SpeciesNames;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final List<Label> LABELS = List.of(
            new Label("Turdus migratorius", "American Robin", Kind.BIRD),
            new Label("Cyanocitta cristata", "Blue Jay", Kind.BIRD),
            new Label("Parus major", "Great Tit", Kind.BIRD),
            new Label("Noise", "Noise", Kind.OTHER),
            new Label("Dog", "Dog", Kind.OTHER),
            new Label("Human voice", "Human voice", Kind.HUMAN));

    @Test
    void identifiesTheSpeciesThatIsLoudestInAnyWindow() {
        Verdict verdict = judge(Activation.SIGMOID, window(0.3, 0.1, 0, 0.2, 0, 0), window(0.2, 0.9, 0, 0.2, 0, 0));

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.IDENTIFIED);
        assertThat(verdict.bird().scientificName()).isEqualTo("Cyanocitta cristata");
        assertThat(verdict.confidence()).isEqualTo(0.9);
    }

    @Test
    void isUnsureBelowTheThreshold() {
        Verdict verdict = judge(Activation.SIGMOID, window(0.2, 0.1, 0, 0.05, 0, 0));

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.UNSURE);
        assertThat(verdict.bird()).isNull();
        assertThat(verdict.confidence()).isEqualTo(0.2);
        assertThat(verdict.detections()).isEmpty();
    }

    @Test
    void hearsNoBirdInSilence() {
        Verdict verdict = judge(Activation.SIGMOID, window(0.02, 0.01, 0, 0.01, 0, 0));

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.NO_BIRD);
        assertThat(verdict.confidence()).isNull();
    }

    @Test
    void hearsNoBirdWhereSomethingElseIsLikelier() {
        assertThat(judge(Activation.SIGMOID, window(0.2, 0.1, 0, 0.9, 0, 0)).kind())
                .isEqualTo(Verdict.Kind.NO_BIRD);
        assertThat(judge(Activation.SOFTMAX, window(0.3, 0.1, 0, 0.6, 0, 0)).kind())
                .isEqualTo(Verdict.Kind.NO_BIRD);
    }

    @Test
    void hearsABirdOverNoiseWhereClassesAreIndependent() {
        assertThat(judge(Activation.SIGMOID, window(0.8, 0.1, 0, 0.9, 0, 0)).kind())
                .isEqualTo(Verdict.Kind.IDENTIFIED);
    }

    @Test
    void listsTheFiveBestClassesAndSaysWhichCannotBeTheAnswer() {
        Verdict verdict = judge(Activation.SIGMOID, window(0.5, 0.4, 0.01, 0.9, 0.02, 0.3));

        assertThat(verdict.predictions())
                .extracting(Prediction::commonName)
                .containsExactly("Noise", "American Robin", "Blue Jay", "Human voice", "Dog");
        assertThat(verdict.predictions())
                .extracting(Prediction::filtered)
                .containsExactly("non_event", null, null, "human", "non_event");
    }

    @Test
    void passesOverASpeciesThatTheOperatorExcluded() {
        var never = new SpeciesNames(List.of(), List.of("Blue Jay"));

        Verdict verdict = judge(never, Activation.SIGMOID, window(0.3, 0.9, 0.1, 0, 0, 0));

        assertThat(verdict.bird().commonName()).isEqualTo("American Robin");
        assertThat(verdict.predictions())
                .extracting(Prediction::filtered)
                .startsWith("excluded", null, "below_threshold");
        assertThat(verdict.detections()).extracting(Detection::commonName).containsOnly("American Robin");
    }

    @Test
    void namesOnlySpeciesThatTheOperatorWants() {
        var only = new SpeciesNames(List.of("Parus major"), List.of());

        assertThat(judge(only, Activation.SIGMOID, window(0.9, 0.8, 0.3, 0, 0, 0))
                        .bird()
                        .commonName())
                .isEqualTo("Great Tit");
        assertThat(judge(only, Activation.SIGMOID, window(0.9, 0.8, 0.01, 0, 0, 0))
                        .kind())
                .isEqualTo(Verdict.Kind.NO_BIRD);
    }

    @Test
    void isPrivateWhereSomebodySpeaksHoweverLoudTheBirdsAre() {
        assertThat(judge(Activation.SIGMOID, window(0.99, 0.98, 0.97, 0.96, 0.95, 0.5))
                        .isPrivate())
                .isTrue();
        assertThat(judge(Activation.SIGMOID, window(0, 0, 0, 0.9, 0.9, 0.4)).isPrivate())
                .isFalse();
    }

    @Test
    void mergesConsecutiveWindowsIntoOneDetection() {
        Verdict verdict = judge(
                Activation.SIGMOID,
                window(0.8, 0, 0, 0, 0, 0),
                window(0.9, 0.6, 0, 0, 0, 0),
                window(0, 0, 0, 0, 0, 0),
                window(0.4, 0, 0, 0, 0, 0));

        assertThat(verdict.detections())
                .containsExactly(
                        new Detection("Turdus migratorius", "American Robin", 0, 4.5, 0.9),
                        new Detection("Cyanocitta cristata", "Blue Jay", 1.5, 4.5, 0.6),
                        new Detection("Turdus migratorius", "American Robin", 4.5, 7, 0.4));
    }

    /** Windows of 3 s every 1.5 s, of a recording of 7 s. */
    private static Verdict judge(Activation activation, float[]... windows) {
        return judge(SpeciesNames.ALL, activation, windows);
    }

    private static Verdict judge(SpeciesNames species, Activation activation, float[]... windows) {
        Manifest manifest = new Manifest(
                "test",
                "1.0.0",
                "Apache-2.0",
                "model.onnx",
                "",
                new Manifest.Input("audio", 32_000, 96_000, 48_000, "none", null),
                new Manifest.Output("scores", activation, null, null),
                new Manifest.LabelFile("labels.csv", "csv:scientific,common", null),
                List.of(),
                List.of(),
                null,
                0.25,
                null,
                0);
        return new Judge(manifest, LABELS)
                .judge(List.of(windows), 7, new SpeciesFilter(LABELS, species, null).reasonsAt(null));
    }

    private static float[] window(double... scores) {
        float[] window = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            window[i] = (float) scores[i];
        }
        return window;
    }
}
