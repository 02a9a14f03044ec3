package dev.chirp.song;

import dev.chirp.song.variation.Dice;
import dev.chirp.song.variation.Split;
import dev.chirp.song.voice.Ambience;
import dev.chirp.song.voice.Bark;
import dev.chirp.song.voice.Engine;
import dev.chirp.song.voice.Singer;
import dev.chirp.song.voice.Speech;
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

    /** As the other one, with parameters from a part of the ranges that the caller chooses. */
    public static float[] render(
            SoundSource source, Split split, long seed, double seconds, int sampleRate, double snrDb) {
        var dice = new Dice(seed * 31 + source.commonName().hashCode(), split);
        var track = new Track(seconds, sampleRate);
        voice(source, dice).sing(track);
        if (source != Disturbance.NOISE) {
            Yard.echo(track, dice);
            if (snrDb != CLEAN) {
                var ambience = new Track(seconds, sampleRate);
                new Ambience(dice).sing(ambience);
                Mix.add(track.samples(), ambience.samples(), snrDb);
            }
        }
        Mix.setPeak(track.samples(), dice.in(0.2, 0.9));
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
        Mix.add(samples, render(second, split, seed + 1, seconds, sampleRate, CLEAN), belowDb);
        Mix.setPeak(samples, 0.5);
        return samples;
    }

    private static Voice voice(SoundSource source, Dice dice) {
        return switch (source) {
            case Species species -> new Singer(Songbook.repertoire(species), dice);
            case Disturbance.NOISE -> new Ambience(dice);
            case Disturbance.HUMAN_VOICE -> new Speech(dice);
            case Disturbance.DOG -> new Bark(dice);
            case Disturbance.ENGINE -> new Engine(dice);
        };
    }
}
