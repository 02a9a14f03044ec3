package dev.chirp.song.scene;

import dev.chirp.song.Disturbance;
import dev.chirp.song.Levels;
import dev.chirp.song.SoundSource;
import dev.chirp.song.Species;
import dev.chirp.song.Voices;
import dev.chirp.song.variation.Dice;
import dev.chirp.song.variation.Split;
import dev.chirp.song.voice.Ambience;
import dev.chirp.song.voice.Distance;
import dev.chirp.song.voice.Track;
import dev.chirp.song.voice.Voice;
import dev.chirp.song.voice.Yard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A recording of a scene: bouts of 4 to 15 seconds of its individuals over a continuous ambience, each with the level,
 * the dullness and the echo of its distance. All parameters come from the held-out ranges. The same arguments give the
 * same bits everywhere.
 *
 * @param samples mono, within ±1
 * @param labels by their start
 */
// The samples are the owner's own and never shared.
@SuppressWarnings("ArrayRecordComponent")
public record SceneRecording(float[] samples, List<Label> labels) {
    private static final double PEAK = 0.8;

    /** A bird 5 m away stands so far above the ambience; twice the distance takes 6 dB (spreading of a sphere). */
    private static final double SNR_AT_REFERENCE_DB = 26;

    private static final double REFERENCE_METRES = 5;

    public SceneRecording {
        labels = List.copyOf(labels);
    }

    /** Someone who sounds from one place, now and then. */
    private record Singer(SoundSource source, Voice voice, double metres) {}

    public static SceneRecording render(Scene scene, long seed, double seconds, int sampleRate) {
        var dice = new Dice(seed * 31 + scene.title().hashCode(), Split.HELD_OUT);
        var ground = new Track(seconds, sampleRate);
        new Ambience(scene.weather(), dice).sing(ground);
        double ambience = Levels.power(ground.samples());
        var labels = new ArrayList<Label>();
        List<Singer> birds = birds(scene, dice);
        for (double at : times(scene.boutsPerMinute(), seconds, dice)) {
            labels.add(add(ground, ambience, birds.get(dice.choose(birds.size())), at, dice));
        }
        for (double at : times(scene.disturbancesPerMinute(), seconds, dice)) {
            labels.add(add(ground, ambience, disturbance(dice), at, dice));
        }
        Levels.setPeak(ground.samples(), PEAK);
        labels.sort(Comparator.comparingDouble(Label::start));
        return new SceneRecording(ground.samples(), labels);
    }

    private static List<Singer> birds(Scene scene, Dice dice) {
        List<Species> inhabitants = scene.inhabitants();
        var birds = new ArrayList<Singer>();
        for (int i = 0; i < scene.singers(); i++) {
            Species species = inhabitants.get(dice.choose(inhabitants.size()));
            birds.add(new Singer(species, Voices.of(species, dice), distance(dice)));
        }
        return birds;
    }

    private static Singer disturbance(Dice dice) {
        List<Disturbance> loud = List.of(Disturbance.HUMAN_VOICE, Disturbance.DOG, Disturbance.ENGINE);
        Disturbance chosen = loud.get(dice.choose(loud.size()));
        return new Singer(chosen, Voices.of(chosen, dice), distance(dice));
    }

    /** 3 to 60 m, as many near as far on a logarithmic scale. */
    private static double distance(Dice dice) {
        return 3 * StrictMath.pow(20, dice.uniform());
    }

    /** Evenly spread at random; at least one when any are wanted. */
    private static List<Double> times(double perMinute, double seconds, Dice dice) {
        long count = perMinute == 0 ? 0 : StrictMath.max(1, StrictMath.round(perMinute * seconds / 60));
        var times = new ArrayList<Double>();
        for (long i = 0; i < count; i++) {
            times.add((i + dice.uniform()) * seconds / count);
        }
        return times;
    }

    private static Label add(Track ground, double ambience, Singer singer, double at, Dice dice) {
        int rate = ground.sampleRate();
        double length = StrictMath.min(4 + 11 * dice.uniform(), StrictMath.max(0.5, ground.seconds() - at));
        var bout = new Track(length, rate);
        singer.voice().sing(bout);
        Distance.travel(bout, singer.metres());
        Yard.echo(bout, dice);
        double snrDb = SNR_AT_REFERENCE_DB - 20 * StrictMath.log10(singer.metres() / REFERENCE_METRES);
        double power = Levels.power(bout.samples());
        double gain = power == 0 ? 0 : StrictMath.sqrt(ambience * StrictMath.pow(10, snrDb / 10) / power);
        int first = ground.index(at);
        for (int i = 0; i < bout.samples().length; i++) {
            ground.add(first + i, gain * bout.samples()[i]);
        }
        Levels.Extent sounding = Levels.extent(bout.samples());
        double end = StrictMath.min(ground.seconds(), at + (double) sounding.end() / rate);
        return new Label(
                at + (double) sounding.start() / rate, end, singer.source().commonName(), singer.metres(), snrDb);
    }
}
