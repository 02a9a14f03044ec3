package dev.chirp.song.voice;

import dev.chirp.song.variation.Dice;

/** The place of a recording: echoes of walls and trees added to a dry track. */
public final class Yard {
    private static final int ECHOES = 6;

    private Yard() {}

    public static void echo(Track track, Dice dice) {
        double wet = dice.in(0.05, 0.5);
        float[] dry = track.samples().clone();
        float[] samples = track.samples();
        for (int e = 0; e < ECHOES; e++) {
            int delay = StrictMath.max(1, track.index(dice.in(0.008, 0.09)));
            float level = (float) (wet * dice.in(-0.6, 0.6));
            for (int i = delay; i < samples.length; i++) {
                samples[i] += level * dry[i - delay];
            }
        }
    }
}
