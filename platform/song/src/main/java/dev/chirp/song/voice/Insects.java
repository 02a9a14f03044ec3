package dev.chirp.song.voice;

import dev.chirp.song.variation.Dice;

/**
 * What sings in a summer meadow without being a bird: a field cricket's chirps, a tree cricket's even trill, a katydid's
 * rasps or a cicada's swelling hiss. Pitches and rates after the descriptions in Walker and Moore, "Singing Insects of
 * North America".
 */
public final class Insects implements Voice {
    private final Dice dice;
    private final Kind kind;

    /** The instruments: a tone of a narrow pitch for the crickets, a band of noise for the others. */
    private enum Kind {
        FIELD_CRICKET,
        TREE_CRICKET,
        KATYDID,
        CICADA
    }

    public Insects(Dice dice) {
        this.dice = dice;
        this.kind = Kind.values()[dice.choose(Kind.values().length)];
    }

    @Override
    public void sing(Track track) {
        switch (kind) {
            case FIELD_CRICKET -> tone(track, dice.in(4_300, 5_200), 3 + dice.choose(2), dice.in(0.3, 0.6));
            case TREE_CRICKET -> tone(track, dice.in(2_700, 3_700), 40, 0.001);
            case KATYDID -> rasps(track);
            case CICADA -> hiss(track);
        }
    }

    /** Pulses of 15 to 20 ms, so many to a chirp, chirps apart by a rest. */
    private void tone(Track track, double hertz, int pulses, double rest) {
        double pulse = dice.in(0.014, 0.02);
        double gap = dice.in(0.008, 0.014);
        double now = dice.in(0, 0.3);
        while (now < track.seconds()) {
            for (int i = 0; i < pulses; i++) {
                pulse(track, now, pulse, hertz);
                now += pulse + gap;
            }
            now += rest;
        }
    }

    private static void pulse(Track track, double start, double seconds, double hertz) {
        int first = track.index(start);
        int length = track.index(seconds);
        for (int i = 0; i < length; i++) {
            double share = (double) i / length;
            double turns = hertz * i / track.sampleRate();
            track.add(first + i, 4 * share * (1 - share) * Sine.ofTurns(turns));
        }
    }

    private void rasps(Track track) {
        double low = dice.in(3_000, 5_500);
        int strokes = 2 + dice.choose(2);
        double now = dice.in(0, 0.3);
        while (now < track.seconds()) {
            for (int i = 0; i < strokes; i++) {
                rasp(track, now, dice.in(0.08, 0.13), low);
                now += dice.in(0.16, 0.22);
            }
            now += dice.in(0.3, 0.6);
        }
    }

    private void rasp(Track track, double start, double seconds, double hertz) {
        var wing = new Resonator();
        wing.tune(StrictMath.min(hertz, 0.4 * track.sampleRate()), 1_800, track.sampleRate());
        int first = track.index(start);
        int length = track.index(seconds);
        for (int i = 0; i < length; i++) {
            double teeth = 0.3 + 0.7 * (0.5 + 0.5 * Sine.ofTurns(220.0 * i / track.sampleRate()));
            double edge = StrictMath.min(1, StrictMath.min(i, length - i) / (0.01 * track.sampleRate()));
            track.add(first + i, 4 * teeth * edge * wing.filter(dice.white()));
        }
    }

    private void hiss(Track track) {
        int rate = track.sampleRate();
        var body = new Resonator();
        body.tune(StrictMath.min(dice.in(4_500, 8_000), 0.4 * rate), dice.in(900, 2_200), rate);
        double ticks = dice.in(110, 260);
        double swell = dice.in(0.08, 0.35);
        double from = dice.uniform();
        for (int i = 0; i < track.samples().length; i++) {
            double second = (double) i / rate;
            double loud = 0.35 + 0.65 * (0.5 + 0.5 * Sine.ofTurns(from + swell * second));
            double ticked = 0.4 + 0.6 * (0.5 + 0.5 * Sine.ofTurns(ticks * second));
            track.add(i, 4 * loud * ticked * body.filter(dice.white()));
        }
    }
}
