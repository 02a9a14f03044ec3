package dev.chirp.training.network;

import dev.chirp.training.feature.FrontEnd;
import java.util.SplittableRandom;

/**
 * Variation that costs nothing: pictures are turned around in time, tilted in loudness across the bands (another
 * microphone), and a stripe of bands or frames is blanked (SpecAugment, Park et al. 2019). Not thread-safe.
 */
final class Masking {
    private static final int MOST_BANDS = 6;
    private static final int MOST_FRAMES = 24;

    /** About the level of ambience beside a song. */
    private static final float BLANK = -2;

    private final SplittableRandom random;

    Masking(SplittableRandom random) {
        this.random = random;
    }

    float[] apply(float[] picture) {
        int turn = random.nextInt(FrontEnd.FRAMES);
        double tilt = random.nextDouble(-0.8, 0.8);
        double offset = random.nextDouble(-0.3, 0.3);
        float[] varied = new float[picture.length];
        for (int band = 0; band < FrontEnd.BANDS; band++) {
            float raised = (float) (offset + tilt * (2.0 * band / FrontEnd.BANDS - 1));
            for (int frame = 0; frame < FrontEnd.FRAMES; frame++) {
                int from = band * FrontEnd.FRAMES + (frame + turn) % FrontEnd.FRAMES;
                varied[band * FrontEnd.FRAMES + frame] = picture[from] + raised;
            }
        }
        if (random.nextBoolean()) {
            blankBands(varied);
        }
        if (random.nextBoolean()) {
            blankFrames(varied);
        }
        return varied;
    }

    private void blankBands(float[] picture) {
        int width = random.nextInt(1, MOST_BANDS + 1);
        int first = random.nextInt(FrontEnd.BANDS - width);
        for (int i = first * FrontEnd.FRAMES; i < (first + width) * FrontEnd.FRAMES; i++) {
            picture[i] = BLANK;
        }
    }

    private void blankFrames(float[] picture) {
        int width = random.nextInt(1, MOST_FRAMES + 1);
        int first = random.nextInt(FrontEnd.FRAMES - width);
        for (int band = 0; band < FrontEnd.BANDS; band++) {
            for (int frame = first; frame < first + width; frame++) {
                picture[band * FrontEnd.FRAMES + frame] = BLANK;
            }
        }
    }
}
