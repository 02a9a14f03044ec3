package dev.chirp.training.corpus;

import dev.chirp.song.Song;
import dev.chirp.song.SoundSource;
import dev.chirp.song.variation.Split;
import dev.chirp.training.feature.FrontEnd;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One window as a microphone would deliver it: three seconds cut anywhere from a longer recording.
 *
 * @param heard what can be heard in it, the loudest first
 */
// The samples are the owner's own and never shared.
@SuppressWarnings("ArrayRecordComponent")
public record Clip(List<SoundSource> heard, float[] samples) {
    private static final double RENDERED_SECONDS = 4.5;

    public static Clip of(SoundSource source, Split split, long seed, double snrDb) {
        return new Clip(
                List.of(source),
                cut(Song.render(source, split, seed, RENDERED_SECONDS, FrontEnd.SAMPLE_RATE, snrDb), seed));
    }

    /** Two sources at once, the second {@code belowDb} weaker. */
    public static Clip ofTwo(
            SoundSource first, SoundSource second, Split split, long seed, double belowDb, double snrDb) {
        float[] samples = Song.duet(first, second, split, seed, RENDERED_SECONDS, FrontEnd.SAMPLE_RATE, belowDb, snrDb);
        return new Clip(List.of(first, second), cut(samples, seed));
    }

    /** The same clip with silence from some sample on, as the last window of a recording has it. */
    Clip endingAt(int sample) {
        float[] shortened = samples.clone();
        Arrays.fill(shortened, sample, shortened.length, 0);
        return new Clip(heard, shortened);
    }

    /** One for each class that is heard, zero for the others. */
    public float[] labels() {
        float[] labels = new float[Classes.count()];
        heard.forEach(source -> labels[Classes.indexOf(source)] = 1);
        return labels;
    }

    private static float[] cut(float[] rendered, long seed) {
        int from = new SplittableRandom(seed).nextInt(rendered.length - FrontEnd.WINDOW_SAMPLES);
        return Arrays.copyOfRange(rendered, from, from + FrontEnd.WINDOW_SAMPLES);
    }
}
