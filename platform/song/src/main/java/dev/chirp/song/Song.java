package dev.chirp.song;

import dev.chirp.song.score.Strophe.Kind;
import dev.chirp.song.variation.Dice;
import dev.chirp.song.variation.Split;
import dev.chirp.song.voice.Ambience;
import dev.chirp.song.voice.Distance;
import dev.chirp.song.voice.Singer;
import dev.chirp.song.voice.Track;
import dev.chirp.song.voice.Voice;
import dev.chirp.song.voice.Yard;

/**
 * Renders recordings: mono samples within ±1. The same arguments give the same bits on every machine and in every
 * release of Java, because only {@link StrictMath} and plain arithmetic are used.
 */
public final class Song {
    /** Louder than any noise: use it as signal-to-noise ratio for a recording without ambience. */
    public static final double CLEAN = Double.POSITIVE_INFINITY;

    private Song() {}

    /**
     * A recording that no model of this repository was trained on: its parameters come from the held-out ranges.
     *
     * @param seed chooses the individual, its song and the place
     * @param snrDb mean power of the song while it sounds over the mean power of the ambience, in dB; {@link #CLEAN}
     *     for none. A recording of {@link Disturbance#NOISE} is all ambience.
     */
    public static float[] render(SoundSource source, long seed, double seconds, int sampleRate, double snrDb) {
        return render(source, Split.HELD_OUT, seed, seconds, sampleRate, snrDb);
    }

    /** As the other one, of the songs or of the calls alone; an error says when a species has none. */
    public static float[] render(Species species, Kind kind, long seed, double seconds, int sampleRate, double snrDb) {
        var dice = new Dice(seed * 31 + species.commonName().hashCode(), Split.HELD_OUT);
        var singer = new Singer(Songbook.repertoire(species).only(kind), dice);
        return record(singer, dice, seconds, sampleRate, snrDb);
    }

    /** As the other one, with parameters from a part of the ranges that the caller chooses. */
    public static float[] render(
            SoundSource source, Split split, long seed, double seconds, int sampleRate, double snrDb) {
        var dice = new Dice(seed * 31 + source.commonName().hashCode(), split);
        return source == Disturbance.NOISE
                ? record(Voices.of(source, dice), dice, seconds, sampleRate)
                : record(Voices.of(source, dice), dice, seconds, sampleRate, snrDb);
    }

    private static float[] record(Voice voice, Dice dice, double seconds, int sampleRate) {
        var track = new Track(seconds, sampleRate);
        voice.sing(track);
        Levels.setPeak(track.samples(), dice.in(0.2, 0.9));
        return track.samples();
    }

    private static float[] record(Voice voice, Dice dice, double seconds, int sampleRate, double snrDb) {
        var track = new Track(seconds, sampleRate);
        voice.sing(track);
        Distance.travel(track, dice.in(2, 60));
        Yard.echo(track, dice);
        if (snrDb != CLEAN) {
            var ambience = new Track(seconds, sampleRate);
            new Ambience(dice).sing(ambience);
            Levels.add(track.samples(), ambience.samples(), snrDb);
        }
        Levels.setPeak(track.samples(), dice.in(0.2, 0.9));
        return track.samples();
    }

    /** Two sources at once: {@code second} is {@code belowDb} weaker than {@code first}, over the same ambience. */
    public static float[] duet(
            SoundSource first,
            SoundSource second,
            Split split,
            long seed,
            double seconds,
            int sampleRate,
            double belowDb,
            double snrDb) {
        float[] samples = render(first, split, seed, seconds, sampleRate, snrDb);
        Levels.add(samples, render(second, split, seed + 1, seconds, sampleRate, CLEAN), belowDb);
        Levels.setPeak(samples, 0.5);
        return samples;
    }
}
