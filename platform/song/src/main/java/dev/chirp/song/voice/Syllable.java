package dev.chirp.song.voice;

import dev.chirp.song.score.Note;
import dev.chirp.song.variation.Dice;

/** A note as one individual sings it: every range of the {@link Note} has become a number. */
final class Syllable {
    private static final int CONTROL_STEP = 16;
    private static final double BREATH_HERTZ = 900;

    private final double seconds;
    private final double gap;

    /** Natural logarithms of the frequencies in Hz, at equally spaced points. */
    private final double[] contour;

    private final double[] harmonics;
    private final double pulseHertz;
    private final double pulseDepth;
    private final double vibratoHertz;
    private final double vibratoDepth;
    private final double breath;
    private final double level;

    Syllable(Note note, Dice dice) {
        this.seconds = dice.in(note.seconds());
        this.contour = note.contour().stream()
                .mapToDouble(hertz -> StrictMath.log(dice.in(hertz)))
                .toArray();
        this.gap = dice.in(note.gap());
        this.harmonics =
                note.harmonics().stream().mapToDouble(Double::doubleValue).toArray();
        this.pulseHertz = dice.in(note.pulse().hertz());
        this.pulseDepth = dice.in(note.pulse().depth());
        this.vibratoHertz = dice.in(note.vibrato().hertz());
        this.vibratoDepth = dice.in(note.vibrato().depth());
        this.breath = dice.in(note.breath());
        this.level = dice.in(note.level());
    }

    /**
     * Adds the syllable to a track.
     *
     * @param pitch factor on all frequencies
     * @param tempo factor on the length
     * @return the second at which the next syllable starts
     */
    double sing(Track track, double start, double pitch, double tempo, Dice dice) {
        int rate = track.sampleRate();
        int length = StrictMath.max(1, track.index(seconds * tempo));
        int first = track.index(start);
        double phase = 0;
        double noise = 0;
        double hertz = 0;
        for (int i = 0; i < length; i++) {
            double second = (double) i / rate;
            if (i % CONTROL_STEP == 0) {
                hertz = hertz((double) i / length) * pitch;
            }
            double bend = vibratoDepth == 0 ? 1 : 1 + vibratoDepth * Sine.ofTurns(second * vibratoHertz);
            phase += hertz * bend / rate;
            // Low-passed noise that rides on the tone: a band of about 300 Hz around it.
            noise += (dice.white() * 7 - noise) * BREATH_HERTZ / rate;
            double carried = (1 - breath) * tone(phase, hertz, rate) + breath * noise * Sine.ofTurns(phase);
            double pulse = 1 - pulseDepth * (0.5 + 0.5 * Sine.ofTurns(second * pulseHertz));
            track.add(first + i, level * carried * pulse * envelope(i, length, rate));
        }
        return start + (seconds + gap) * tempo;
    }

    private double hertz(double share) {
        double position = share * (contour.length - 1);
        int point = StrictMath.min((int) position, StrictMath.max(0, contour.length - 2));
        double next = contour[StrictMath.min(point + 1, contour.length - 1)];
        return StrictMath.exp(contour[point] + (position - point) * (next - contour[point]));
    }

    /** Multiples above 45 % of the sample rate are left out rather than folded back. */
    private double tone(double phase, double hertz, int rate) {
        double sum = 0;
        for (int k = 0; k < harmonics.length && hertz * (k + 1) < 0.45 * rate; k++) {
            sum += harmonics[k] * Sine.ofTurns(phase * (k + 1));
        }
        return sum;
    }

    /** Rises over 12 % of the note and falls over 25 %, at least 3 ms each, so that no note clicks. */
    private static double envelope(int i, int length, int rate) {
        double attack = StrictMath.max(0.12 * length, 0.003 * rate);
        double release = StrictMath.max(0.25 * length, 0.003 * rate);
        double rise = StrictMath.min(1, (i + 1) / attack);
        double fall = StrictMath.min(1, (length - i) / release);
        return rise * rise * (3 - 2 * rise) * fall * fall * (3 - 2 * fall);
    }
}
