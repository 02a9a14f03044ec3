package dev.chirp.song.voice;

import dev.chirp.song.variation.Dice;

/** What a microphone hears when nothing sings, in one mixture per recording. */
public final class Ambience implements Voice {
    private final Dice dice;
    private final Weather weather;

    public Ambience(Dice dice) {
        this(Weather.any(dice), dice);
    }

    public Ambience(Weather weather, Dice dice) {
        this.weather = weather;
        this.dice = dice;
    }

    @Override
    public void sing(Track track) {
        steady(track);
        if (weather.rain() > 0) {
            bursts(track, dice.in(60, 250), 0.002, 1_500, 6_000, 5 * weather.rain());
        }
        if (weather.rustle() > 0) {
            bursts(track, dice.in(2, 9), 0.05, 1_200, 5_000, 2 * weather.rustle());
        }
        if (weather.traffic() > 0) {
            traffic(track);
        }
        if (weather.insects() > 0) {
            insects(track);
        }
    }

    private void insects(Track track) {
        var meadow = new Track(track.seconds(), track.sampleRate());
        new Insects(dice).sing(meadow);
        for (int i = 0; i < meadow.samples().length; i++) {
            track.samples()[i] += (float) (weather.insects() * meadow.samples()[i]);
        }
    }

    /** Cars: tyres on asphalt, a band of noise around 1 kHz that swells and fades over some seconds. */
    private void traffic(Track track) {
        int rate = track.sampleRate();
        double now = dice.in(-2, 2);
        while (now < track.seconds() + 2) {
            double halfWidth = dice.in(0.7, 2.2);
            double level = weather.traffic() * dice.in(0.5, 1.5);
            var tyres = new Resonator();
            tyres.tune(StrictMath.min(dice.in(500, 1_300), 0.4 * rate), dice.in(500, 1_100), rate);
            int first = track.index(now - 3 * halfWidth);
            int length = track.index(6 * halfWidth);
            for (int i = 0; i < length; i++) {
                double nearness = (i - length / 2.0) / (halfWidth * rate);
                track.add(first + i, 4 * level * tyres.filter(dice.white()) / (1 + 9 * nearness * nearness));
            }
            now += dice.in(2, 9);
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
            double sum = weather.hiss() * white + weather.distance() * pink;
            if (weather.wind() > 0) {
                brown += (dice.white() - brown) * 700 / rate;
                double gust = 0.5 + 0.5 * Sine.ofTurns(gustStart + gustHertz * i / rate);
                sum += weather.wind() * 8 * gust * gust * brown;
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
