package dev.chirp.song.voice;

import dev.chirp.song.variation.Dice;

/** A motor, from an idling truck to a hedge trimmer: a low pulse train, its rattle, and a speed that wanders. */
public final class Engine implements Voice {
    private static final int PARTIALS = 24;

    private final Dice dice;
    private final double firingHertz;
    private final double tilt;
    private final double rattle;
    private final double swing;

    public Engine(Dice dice) {
        this.dice = dice;
        this.firingHertz = StrictMath.exp(dice.in(StrictMath.log(22), StrictMath.log(190)));
        this.tilt = dice.in(0.6, 1.5);
        this.rattle = dice.in(0.1, 0.5);
        this.swing = dice.in(0.02, 0.25);
    }

    @Override
    public void sing(Track track) {
        int rate = track.sampleRate();
        float[] samples = track.samples();
        double[] partials = partials();
        var exhaust = new Resonator();
        exhaust.tune(StrictMath.min(dice.in(250, 1_600), 0.4 * rate), dice.in(200, 900), rate);
        double sweepHertz = dice.in(0.05, 0.5);
        double sweepStart = dice.uniform();
        double phase = dice.uniform();
        for (int i = 0; i < samples.length; i++) {
            double speed = 1 + swing * Sine.ofTurns(sweepStart + sweepHertz * i / rate);
            double hertz = firingHertz * speed;
            phase += hertz / rate;
            double sum = 0;
            for (int k = 0; k < PARTIALS && hertz * (k + 1) < 0.45 * rate; k++) {
                sum += partials[k] * Sine.ofTurns(phase * (k + 1));
            }
            double stroke = 0.5 + 0.5 * Sine.ofTurns(phase);
            double blow = exhaust.filter(dice.white()) * 4 * (0.4 + 0.6 * stroke * stroke);
            samples[i] += (float) ((1 - rattle) * sum + rattle * blow);
        }
    }

    private double[] partials() {
        var partials = new double[PARTIALS];
        for (int k = 0; k < PARTIALS; k++) {
            partials[k] = dice.in(0.4, 1) / StrictMath.pow(k + 1, tilt);
        }
        return partials;
    }
}
