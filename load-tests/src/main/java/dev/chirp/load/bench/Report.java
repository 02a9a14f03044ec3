package dev.chirp.load.bench;

import dev.chirp.contracts.event.EventJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a benchmark has found.
 *
 * @param name of the benchmark
 */
record Report(String name, List<Figure> figures) {
    Report {
        figures = List.copyOf(figures);
    }

    /** Whether no target was missed; a benchmark that found nothing has met nothing. */
    boolean isMet() {
        return !figures.isEmpty() && figures.stream().noneMatch(figure -> Boolean.FALSE.equals(figure.met()));
    }

    void print(PrintWriter out) {
        out.printf("%n%-44s %12s %-10s %12s %7s  %-16s %s%n", "figure", "value", "unit", "peer", "ratio", "target", "");
        for (Figure figure : figures) {
            out.printf(
                    Locale.ROOT,
                    "%-44s %12s %-10s %12s %7s  %-16s %s%n",
                    figure.name(),
                    number(figure.value()),
                    figure.unit(),
                    figure.peer() == null ? "" : number(figure.peer()),
                    figure.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", figure.ratio()),
                    figure.target() == null ? "" : figure.target(),
                    figure.met() == null ? "" : figure.met() ? "met" : "MISSED");
        }
        out.flush();
    }

    /** Small numbers, such as ratios, with two more digits. */
    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
    }

    /** As JSON: {@code name}, {@code machine}, {@code when}, {@code figures}. */
    void write(Path file) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("name", name);
        report.put(
                "machine",
                System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " cores, Java "
                        + Runtime.version());
        report.put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        report.put("figures", figures);
        Files.writeString(
                file, EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
    }
}
