package dev.chirp.training.evaluation;

import java.util.ArrayList;
import java.util.List;

/** Whether scores mean what they say: expected calibration error after Guo et al., "On Calibration of Modern Neural Networks" (2017). */
final class Calibration {
    private static final int BINS = 10;

    private Calibration() {}

    /**
     * The recordings whose best score lies in a range.
     *
     * @param right share of them whose best class was the one that sounded
     */
    record Bin(double from, double to, int count, double meanScore, double right) {}

    /** From low to high, empty ones left out. */
    static List<Bin> bins(List<Scored> scored) {
        var bins = new ArrayList<Bin>();
        for (int i = 0; i < BINS; i++) {
            double from = (double) i / BINS;
            double to = (i + 1.0) / BINS;
            boolean last = i == BINS - 1;
            List<Scored> inside = scored.stream()
                    .filter(one -> score(one) >= from && (last || score(one) < to))
                    .toList();
            if (!inside.isEmpty()) {
                double mean = inside.stream()
                        .mapToDouble(Calibration::score)
                        .average()
                        .orElseThrow();
                double right =
                        (double) inside.stream().filter(one -> one.isWithin(1)).count() / inside.size();
                bins.add(new Bin(from, to, inside.size(), mean, right));
            }
        }
        return List.copyOf(bins);
    }

    /** The mean distance between score and truth, weighted by the number of recordings. */
    static double error(List<Scored> scored) {
        return bins(scored).stream()
                        .mapToDouble(bin -> bin.count() * Math.abs(bin.meanScore() - bin.right()))
                        .sum()
                / scored.size();
    }

    private static double score(Scored scored) {
        return scored.scores()[scored.ranked().getFirst()];
    }
}
