package dev.chirp.song.voice;

import dev.chirp.song.variation.Dice;

/**
 * A person talking: a glottal pulse train with a melody through three formants that change with every sound, with
 * hissed consonants and pauses. Formants after Peterson and Barney (1952).
 */
public final class Speech implements Voice {
    private static final double[][] VOWELS = {
        {270, 2290, 3010}, {390, 1990, 2550}, {530, 1840, 2480}, {660, 1720, 2410}, {730, 1090, 2440},
        {570, 840, 2410}, {440, 1020, 2240}, {300, 870, 2240}, {640, 1190, 2390}, {490, 1350, 1690},
    };

    private final Dice dice;
    private final double baseHertz;
    private final double tract;
    private final double haste;
    private double phase;

    public Speech(Dice dice) {
        this.dice = dice;
        boolean high = dice.chance(0.5);
        this.baseHertz = high ? dice.in(160, 280) : dice.in(80, 150);
        this.tract = high ? dice.in(1.08, 1.25) : dice.in(0.92, 1.06);
        this.haste = dice.in(0.8, 1.2);
    }

    @Override
    public void sing(Track track) {
        double now = dice.in(0, 0.3);
        while (now < track.seconds()) {
            int syllables = 3 + dice.choose(10);
            for (int i = 0; i < syllables; i++) {
                double melody = baseHertz * dice.in(0.85, 1.25) * (1.1 - 0.2 * i / syllables);
                if (dice.chance(0.55)) {
                    now = consonant(track, now, dice.in(0.04, 0.11) * haste);
                }
                now = vowel(track, now, dice.in(0.08, 0.24) * haste, melody);
            }
            now += dice.in(0.15, 0.6);
        }
    }

    private double vowel(Track track, double start, double seconds, double hertz) {
        int rate = track.sampleRate();
        double[] from = VOWELS[dice.choose(VOWELS.length)];
        double[] to = dice.chance(0.4) ? VOWELS[dice.choose(VOWELS.length)] : from;
        var formants = new Resonator[] {new Resonator(), new Resonator(), new Resonator()};
        int first = track.index(start);
        int length = track.index(seconds);
        double bend = dice.in(-0.15, 0.15);
        for (int i = 0; i < length; i++) {
            double share = (double) i / length;
            if (i % 64 == 0) {
                for (int f = 0; f < formants.length; f++) {
                    double centre = (from[f] + share * (to[f] - from[f])) * tract;
                    formants[f].tune(StrictMath.min(centre, 0.45 * rate), 60 + 40 * f, rate);
                }
            }
            phase += hertz * (1 + bend * share) / rate;
            phase -= (long) phase;
            double pulse = phase < 0.6 ? phase * (0.6 - phase) * 11 - 0.4 : -0.4;
            double source = pulse + 0.05 * dice.white();
            double sum =
                    formants[0].filter(source) + 0.6 * formants[1].filter(source) + 0.3 * formants[2].filter(source);
            double edge = StrictMath.min(1, StrictMath.min(i, length - i) / (0.02 * rate));
            track.add(first + i, 6 * sum * edge);
        }
        return start + seconds;
    }

    private double consonant(Track track, double start, double seconds) {
        int rate = track.sampleRate();
        var hiss = new Resonator();
        hiss.tune(StrictMath.min(dice.in(2_200, 6_500), 0.4 * rate), dice.in(900, 2_500), rate);
        int first = track.index(start);
        int length = track.index(seconds);
        double level = dice.in(0.15, 0.6);
        for (int i = 0; i < length; i++) {
            double edge = StrictMath.min(1, StrictMath.min(i, length - i) / (0.01 * rate));
            track.add(first + i, level * hiss.filter(dice.white()) * edge);
        }
        return start + seconds + dice.in(0, 0.03);
    }
}
