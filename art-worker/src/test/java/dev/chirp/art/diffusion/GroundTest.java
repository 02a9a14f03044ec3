package dev.chirp.art.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GroundTest {
    private static final int SIDE = 256;

    @Test
    void cutsTheBirdOutAndSetsItOnTheLowerEdge() {
        int[] sprite = Ground.cut(square(0.9f, 0.2f, 60, 140), SIDE).orElseThrow();

        assertThat(sprite[0]).isZero();
        assertThat(sprite[61 * 64 + 32] & 0xff).isEqualTo(51);
        assertThat(sprite[62 * 64 + 32]).isZero();
        assertThat(sprite[32 * 64 + 2] >>> 24).isEqualTo(255);
        assertThat(sprite[32 * 64 + 1]).isZero();
    }

    @Test
    void findsNoBirdOnAnEmptyOrAFullPicture() {
        assertThat(Ground.cut(square(0.9f, 0.9f, 60, 140), SIDE)).isEmpty();
        assertThat(Ground.cut(square(0.9f, 0.2f, 60, 70), SIDE)).isEmpty();
        assertThat(Ground.cut(square(0.9f, 0.2f, 2, 254), SIDE)).isEmpty();
    }

    @Test
    void keepsAWhiteBreastThatTheGroundDoesNotReach() {
        float[] picture = square(1, 0.2f, 60, 140);
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 90; y < 110; y++) {
                Arrays.fill(picture, (channel * SIDE + y) * SIDE + 90, (channel * SIDE + y) * SIDE + 110, 1);
            }
        }
        assertThat(Ground.cut(picture, SIDE).orElseThrow()[32 * 64 + 32]).isEqualTo(0xffffffff);
    }

    private static float[] square(float ground, float bird, int from, int to) {
        float[] picture = new float[3 * SIDE * SIDE];
        Arrays.fill(picture, ground);
        for (int row = 0; row < 3 * SIDE; row++) {
            if (row % SIDE >= from && row % SIDE < to) {
                Arrays.fill(picture, row * SIDE + from, row * SIDE + to, bird);
            }
        }
        return picture;
    }
}
