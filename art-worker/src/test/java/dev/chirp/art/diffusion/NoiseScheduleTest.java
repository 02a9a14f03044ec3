package dev.chirp.art.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseScheduleTest {
    private static final String CONFIG = """
        {"num_train_timesteps": 1000, "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear",
         "prediction_type": "%s", "steps_offset": 1, "set_alpha_to_one": true}
        """;

    @Test
    void spacesTheTimestepsEvenlyFromTheNoisiestOn() throws Exception {
        assertThat(NoiseSchedule.parse(CONFIG.formatted("epsilon")).timesteps(4))
                .containsExactly(751, 501, 251, 1);
        assertThat(NoiseSchedule.parse(CONFIG.formatted("epsilon")).timesteps(1000))
                .contains(999, 1);
    }

    /** Whoever always predicts the true noise gets the clean picture back, however few the steps. */
    @ParameterizedTest
    @ValueSource(strings = {"epsilon", "v_prediction"})
    void findsThePictureBehindTheNoise(String prediction) throws Exception {
        NoiseSchedule schedule = NoiseSchedule.parse(CONFIG.formatted(prediction));
        double clean = 0.7;
        double noise = -1.3;
        for (int steps : new int[] {1, 4, 20}) {
            int[] timesteps = schedule.timesteps(steps);
            double kept = kept(timesteps[0]);
            float[] latents = {(float) (Math.sqrt(kept) * clean + Math.sqrt(1 - kept) * noise)};
            for (int timestep : timesteps) {
                double signal = Math.sqrt(kept(timestep));
                double share = Math.sqrt(1 - kept(timestep));
                double predicted = prediction.equals("epsilon") ? noise : signal * noise - share * clean;
                schedule.step(latents, new float[] {(float) predicted}, timestep, steps);
            }
            assertThat(latents[0]).isCloseTo((float) clean, within(1e-3f));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "{\"num_train_timesteps\": 1}",
                "{\"num_train_timesteps\": 100000000}",
                "{\"beta_schedule\": \"squaredcos_cap_v2\"}",
                "{\"prediction_type\": \"sample\"}",
                "{\"beta_start\": 0.5, \"beta_end\": 0.1}"
            })
    void refusesAScheduleThatItDoesNotKnow(String config) {
        assertThatThrownBy(() -> NoiseSchedule.parse(config))
                .isInstanceOf(BadPackException.class)
                .hasMessageContaining("scheduler_config.json");
    }

    private static double kept(int timestep) {
        double kept = 1;
        for (int t = 0; t <= timestep; t++) {
            double root = Math.sqrt(0.00085) + t / 999.0 * (Math.sqrt(0.012) - Math.sqrt(0.00085));
            kept *= 1 - root * root;
        }
        return kept;
    }
}
