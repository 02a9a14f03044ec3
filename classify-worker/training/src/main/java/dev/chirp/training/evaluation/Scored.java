package dev.chirp.training.evaluation;

import dev.chirp.training.corpus.Classes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the model said about one recording.
 *
 * @param heard classes that really sound
 */
// Read only by the evaluation.
@SuppressWarnings("ArrayRecordComponent")
public record Scored(List<Integer> heard, double[] scores) {

    int loudest() {
        return heard.getFirst();
    }

    /** Classes, best first. */
    List<Integer> ranked() {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                .toList();
    }

    boolean isWithin(int first) {
        return ranked().subList(0, first).contains(loudest());
    }

    /** The highest score that any bird gets which is not there. */
    double wrongBird() {
        return IntStream.range(0, scores.length)
                .filter(i -> Classes.isBird(i) && !heard.contains(i))
                .mapToDouble(i -> scores[i])
                .max()
                .orElse(0);
    }

    @Override
    public String toString() {
        return heard + " " + Arrays.toString(scores);
    }
}
