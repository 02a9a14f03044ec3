package dev.chirp.load.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The meters that {@code docs/metrics.md} lists. */
public final class MetricsPage {
    private static final Pattern FULL_NAME = Pattern.compile("`([a-z][a-z0-9.]*\\.[a-z0-9.*]+)`");
    private static final Pattern NAME = Pattern.compile("`(\\.?[a-z][a-z0-9.]*)`");
    /** What Prometheus' naming adds: units, and the parts of counters, timers and summaries. */
    private static final Pattern SUFFIX =
            Pattern.compile("_(total|created|bucket|count|sum|seconds|bytes|max|ns|threads|files|ratio|percent)$");

    private final Set<String> names = new TreeSet<>();

    private MetricsPage(String text) {
        Matcher matcher = FULL_NAME.matcher(text);
        while (matcher.find()) {
            names.add(prometheus(matcher.group(1)));
        }
        text.lines().filter(line -> line.startsWith("| `")).forEach(this::addRest);
    }

    public static MetricsPage read(Path page) throws IOException {
        return new MetricsPage(Files.readString(page));
    }

    /** The rest of a row that begins with a full name: `relay.events.published`, `.retried`. */
    private void addRest(String row) {
        List<String> inRow =
                NAME.matcher(row).results().map(name -> name.group(1)).toList();
        String first = inRow.isEmpty() ? "" : inRow.getFirst();
        for (int dot = first.indexOf('.'); dot > 0; dot = first.indexOf('.', dot + 1)) {
            String stem = first.substring(0, dot);
            inRow.stream().filter(name -> name.startsWith(".")).forEach(name -> names.add(prometheus(stem + name)));
        }
    }

    private static String prometheus(String name) {
        return name.replace('.', '_');
    }

    /** Whether a series of this name belongs to a meter of the page, or to a family such as {@code jvm.*}. */
    public boolean lists(String series) {
        String name = series;
        while (true) {
            if (names.contains(name)) {
                return true;
            }
            Matcher suffix = SUFFIX.matcher(name);
            if (!suffix.find()) {
                break;
            }
            name = suffix.replaceFirst("");
        }
        return names.stream()
                .anyMatch(known -> known.endsWith("*") && series.startsWith(known.substring(0, known.length() - 1)));
    }
}
