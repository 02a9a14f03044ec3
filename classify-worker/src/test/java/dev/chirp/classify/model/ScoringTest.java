package dev.chirp.classify.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chirp.classify.model.Manifest.Activation;
import dev.chirp.classify.model.Manifest.Sensitivity;
import dev.chirp.classify.model.Manifest.Sensitivity.Formula;
import org.junit.jupiter.api.Test;

class ScoringTest {
    @Test
    void leavesTheSigmoidAloneAtASensitivityOfOne() {
        for (Formula formula : Formula.values()) {
            assertThat(scored(Activation.SIGMOID, new Sensitivity(formula, 1), 0, 2, -2))
                    .containsExactly(new float[] {0.5f, 0.880797f, 0.119203f}, within(1e-5f));
        }
    }

    @Test
    void steepensTheSlope() {
        assertThat(scored(Activation.SIGMOID, new Sensitivity(Formula.SLOPE, 1.5), 1, -1))
                .containsExactly(new float[] {0.817574f, 0.182426f}, within(1e-5f));
    }

    @Test
    void shiftsByTenTimesTheSensitivityBeyondOne() {
        assertThat(scored(Activation.SIGMOID, new Sensitivity(Formula.SHIFT, 1.1), -1, 0))
                .containsExactly(new float[] {0.5f, 0.731059f}, within(1e-5f));
    }

    @Test
    void sharesOutOneAmongExclusiveClasses() {
        assertThat(scored(Activation.SOFTMAX, null, 1000, 1000, 990))
                .containsExactly(new float[] {0.5f, 0.5f, 0}, within(1e-4f));
    }

    @Test
    void keepsScoresWithinTheirRange() {
        assertThat(scored(Activation.NONE, null, -0.1f, 0.4f, 1.2f)).containsExactly(0, 0.4f, 1);
    }

    @Test
    void normalisesEachWindowByItself() throws Exception {
        float[] windows = {9, 1, 3, 9};

        Normalisation.parse("mean_peak:0.25").apply(windows, 1, 2);

        assertThat(windows).containsExactly(9, -0.25f, 0.25f, 9);
    }

    @Test
    void leavesSilenceSilent() throws Exception {
        float[] window = {0, 0};

        Normalisation.parse("peak:0.25").apply(window, 0, 2);

        assertThat(window).containsExactly(0, 0);
    }

    private static float[] scored(Activation activation, Sensitivity sensitivity, float... outputs) {
        Scoring.apply(activation, sensitivity, outputs);
        return outputs;
    }
}
