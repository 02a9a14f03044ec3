package dev.chirp.song.score;

import dev.chirp.song.variation.Range;
import java.util.List;

/**
 * One syllable.
 *
 * @param seconds length
 * @param contour the frequency in Hz at points equally spaced in time; glides between them are straight in pitch
 * @param gap silence after it, in seconds
 * @param harmonics amplitudes of the fundamental and its multiples
 * @param pulse amplitude modulation, the rattle of a buzzy note
 * @param vibrato frequency modulation; its depth is a share of the frequency
 * @param breath share of noise around the tone, 0 for a pure whistle
 * @param level loudness beside the song's other notes
 */
public record Note(
        Range seconds,
        List<Range> contour,
        Range gap,
        List<Double> harmonics,
        Modulation pulse,
        Modulation vibrato,
        Range breath,
        Range level) {
    public Note {
        if (contour.isEmpty() || harmonics.isEmpty()) {
            throw new IllegalArgumentException("note without a contour or without harmonics");
        }
        contour = List.copyOf(contour);
        harmonics = List.copyOf(harmonics);
    }

    /** A rate in Hz and a depth of 0..1. */
    public record Modulation(Range hertz, Range depth) {
        static final Modulation NONE = new Modulation(new Range(0, 0), new Range(0, 0));

        /** Reads {@code 60..80/0.5}. */
        static Modulation parse(String text) {
            int slash = text.indexOf('/');
            if (slash < 0) {
                throw new IllegalArgumentException("modulation: " + text + " (expected: HERTZ/DEPTH)");
            }
            return new Modulation(Range.parse(text.substring(0, slash)), Range.parse(text.substring(slash + 1)));
        }
    }
}
