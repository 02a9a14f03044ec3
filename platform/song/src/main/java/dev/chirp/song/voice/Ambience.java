package dev.chirp.song.voice;

import dev.chirp.song.variation.Dice;

/** What a microphone hears when nothing sings: hiss, wind, rain, rustling leaves, in one mixture per recording. */
public final class Ambience implements Voice {
    private final Dice dice;
    private final double hiss;
    private final double distance;
    private final double wind;
    private final double rain;
    private final double rustle;

    public Ambience(Dice dice) {
        this.dice = dice;
        this.hiss = dice.in(0.05, 1);
        this.distance = dice.in(0.1, 1);
        this.wind = dice.chance(0.4) ? dice.in(0.3, 2) : 0;
        this.rain = dice.chance(0.2) ? dice.in(0.3, 1.5) : 0;
        this.rustle = dice.chance(0.25) ? dice.in(0.3, 1.2) : 0;
    }

    @Override
    public void sing(Track track) {
        steady(track);
        if (rain > 0) {
            bursts(track, dice.in(60, 250), 0.002, 1_500, 6_000, 5 * rain);
        }
        if (rustle > 0) {
            bursts(track, dice.in(2, 9), 0.05, 1_200, 5_000, 2 * rustle);
        }
    }

    /** White hiss, pink distance (Kellet's three-pole filter) and gusts of brown wind. */
    private void steady(Track track) {
        int rate = track.sampleRate();
        float[] samples = track.samples();
        double gustHertz = dice.in(0.15, 0.8);
        double gustStart = dice.uniform();
        double slow = 0;
        double middle = 0;
        double fast = 0;
        double brown = 0;
        for (int i = 0; i < samples.length; i++) {
            double white = dice.white();
            slow = 0.99765 * slow + 0.0990460 * white;
            middle = 0.96300 * middle + 0.2965164 * white;
            fast = 0.57000 * fast + 1.0526913 * white;
            double pink = 0.4 * (slow + middle + fast + 0.1848 * white);
            double sum = hiss * white + distance * pink;
            if (wind > 0) {
                brown += (dice.white() - brown) * 700 / rate;
                double gust = 0.5 + 0.5 * Sine.ofTurns(gustStart + gustHertz * i / rate);
                sum += wind * 8 * gust * gust * brown;
            }
            samples[i] += (float) sum;
        }
    }

    private void bursts(Track track, double perSecond, double seconds, double low, double high, double level) {
        int rate = track.sampleRate();
        int count = (int) (perSecond * track.seconds());
        for (int b = 0; b < count; b++) {
            var body = new Resonator();
            body.tune(StrictMath.min(dice.in(low, high), 0.4 * rate), 1_500, rate);
            int first = track.index(dice.uniform() * track.seconds());
            int length = StrictMath.max(8, track.index(seconds * (0.5 + dice.uniform())));
            double loud = level * dice.uniform();
            for (int i = 0; i < length; i++) {
                track.add(first + i, loud * (1 - (double) i / length) * body.filter(dice.white()));
            }
        }
    }
}
