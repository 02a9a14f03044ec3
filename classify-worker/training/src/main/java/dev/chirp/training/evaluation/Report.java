package dev.chirp.training.evaluation;

import dev.chirp.training.corpus.Classes;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The figures as a page for people. */
public final class Report {
    private Report() {}

    /**
     * The whole page.
     *
     * @param command how to make the same model again
     */
    public static String markdown(Results results, double exportDifference, String training, String command) {
        return String.format(
                Locale.ROOT,
                """
                # Evaluation of backyard-mini

                Written by the training program; do not edit. %s

                All recordings below are synthetic, three seconds long, and come from parameter ranges that are disjoint
                from the training ranges (`dev.chirp.song.variation.Split`). They were scored by ONNX Runtime on the
                shipped file. The model knows these synthetic songs only: the figures say nothing about real birds.

                | signal to noise | top-1 of all classes | top-5 | identified (right bird best and above %.2f) |
                |---|---|---|---|
                %s

                | recordings without a bird | a bird above %.2f |
                |---|---|
                %s
                | **all** | %s |

                Two birds at once, the second 3 dB weaker, 15 dB above the ambience: both are the two best in %s, one of
                them is the best in %s.

                The ONNX file and the trainer differ by at most %s in any score before the sigmoid, over 100 recordings.

                ## Calibration

                All recordings above, by the score of the best class: a calibrated model is right as often as it says. The
                expected calibration error (Guo et al. 2017, ten bins) is %.3f.

                | score | recordings | mean score | right |
                |---|---|---|---|
                %s

                ## Every species

                Top-1 by signal to noise; at 10 dB also what it was taken for, and which share of the recordings that were
                given its name really had it. The whole table is `confusion.csv`.

                | species | 20 dB | 10 dB | 3 dB | precision | taken for |
                |---|---|---|---|---|---|
                %s

                ## Reproduce

                ```
                %s
                ```

                The same seed on the same kind of processor gives the same file; elsewhere the figures agree within a point.
                """,
                training,
                results.threshold(),
                ratios(results),
                results.threshold(),
                disturbances(results),
                results.wrongBirds(),
                results.bothOfDuet(),
                results.oneOfDuet(),
                String.format(Locale.ROOT, "%.1e", exportDifference),
                Calibration.error(results.all()),
                calibration(results),
                species(results),
                command);
    }

    private static String ratios(Results results) {
        return Stream.of(20, 10, 3)
                .map(db -> "| %d dB | %s | %s | %s |"
                        .formatted(db, results.topOne(db), results.topFive(db), results.identified(db)))
                .collect(Collectors.joining("\n"));
    }

    private static String disturbances(Results results) {
        return IntStream.range(Classes.birds(), Classes.count())
                .mapToObj(i -> "| %s | %s |".formatted(name(i), results.wrongBirds(i)))
                .collect(Collectors.joining("\n"));
    }

    private static String calibration(Results results) {
        return Calibration.bins(results.all()).stream()
                .map(bin -> String.format(
                        Locale.ROOT,
                        "| %.1f to %.1f | %d | %.2f | %.2f |",
                        bin.from(),
                        bin.to(),
                        bin.count(),
                        bin.meanScore(),
                        bin.right()))
                .collect(Collectors.joining("\n"));
    }

    private static String species(Results results) {
        return IntStream.range(0, Classes.birds())
                .mapToObj(bird -> "| %s | %s | %s | %s | %s | %s |"
                        .formatted(
                                name(bird),
                                percent(Confusion.recall(results.at(20), bird)),
                                percent(Confusion.recall(results.at(10), bird)),
                                percent(Confusion.recall(results.at(3), bird)),
                                percent(Confusion.precision(results.at(10), bird)),
                                Confusion.takenFor(results.at(10), bird)))
                .collect(Collectors.joining("\n"));
    }

    private static String percent(double share) {
        return Math.round(100 * share) + " %";
    }

    private static String name(int index) {
        return Classes.all().get(index).commonName();
    }
}
