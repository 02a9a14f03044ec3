package dev.chirp.song.voice;

import dev.chirp.song.variation.Dice;

/** A dog: barks in groups, each a rough tone that rises and falls through the formants of a muzzle. */
public final class Bark implements Voice {
    private final Dice dice;
    private final double baseHertz;
    private final double muzzle;
    private final double length;
    private final double roughness;

    public Bark(Dice dice) {
        this.dice = dice;
        this.baseHertz = dice.in(170, 620);
        this.muzzle = dice.in(0.8, 1.35);
        this.length = dice.in(0.09, 0.24);
        this.roughness = dice.in(0.25, 0.6);
    }

    @Override
    public void sing(Track track) {
        double now = dice.in(0.02, 0.4);
        while (now < track.seconds()) {
            int barks = 1 + dice.choose(4);
            for (int i = 0; i < barks; i++) {
                now = bark(track, now) + dice.in(0.08, 0.3);
            }
            now += dice.in(0.2, 0.9);
        }
    }

    private double bark(Track track, double start) {
        int rate = track.sampleRate();
        double seconds = length * dice.in(0.85, 1.2);
        double top = baseHertz * dice.in(0.9, 1.15);
        int first = track.index(start);
        int samples = track.index(seconds);
        var throat = new Resonator();
        var mouth = new Resonator();
        throat.tune(StrictMath.min(850 * muzzle, 0.4 * rate), 250, rate);
        mouth.tune(StrictMath.min(1_900 * muzzle, 0.45 * rate), 500, rate);
        double phase = 0;
        for (int i = 0; i < samples; i++) {
            double share = (double) i / samples;
            double arch = 4 * share * (1 - share);
            phase += top * (0.65 + 0.35 * arch) / rate;
            phase -= (long) phase;
            double source = (1 - roughness) * (2 * phase - 1) + roughness * dice.white() * (0.4 + 0.6 * (1 - phase));
            double attack = StrictMath.min(1, i / (0.008 * rate));
            double fall = 1 - share;
            track.add(first + i, 5 * attack * fall * (throat.filter(source) + 0.7 * mouth.filter(source)));
        }
        return start + seconds;
    }
}
