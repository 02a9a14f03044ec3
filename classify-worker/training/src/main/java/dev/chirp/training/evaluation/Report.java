package dev.chirp.training.evaluation;

import dev.chirp.training.corpus.Classes;
import java.util.List;
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

                ## Confusion at 10 dB

                Rows: what sings; columns: the best class, numbered as the lines of `labels.csv`; per cent, 0 left out.

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
                confusion(results.at(10)),
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

    private static String confusion(List<Scored> scored) {
        var table = new StringBuilder("| |");
        IntStream.range(0, Classes.count())
                .forEach(i -> table.append(' ').append(i + 1).append(" |"));
        table.append("\n|---|").append("---|".repeat(Classes.count())).append('\n');
        for (int row = 0; row < Classes.birds(); row++) {
            int sung = row;
            List<Scored> ofRow =
                    scored.stream().filter(one -> one.loudest() == sung).toList();
            table.append("| ").append(row + 1).append(' ').append(name(row)).append(" |");
            for (int column = 0; column < Classes.count(); column++) {
                int best = column;
                long percent = Math.round(100
                        * Share.of(ofRow, one -> one.ranked().getFirst() == best)
                                .value());
                table.append(percent == 0 ? " |" : " " + percent + " |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static String name(int index) {
        return Classes.all().get(index).commonName();
    }
}
