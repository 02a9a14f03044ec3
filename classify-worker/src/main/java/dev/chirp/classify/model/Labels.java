package dev.chirp.classify.model;

import dev.chirp.classify.model.Label.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a pack's label file. */
final class Labels {
    private static final String BIRDNET_CSV = "birdnet-csv";

    private Labels() {}

    /** One label per line, in the order of the model's output, maybe under a heading. */
    static List<Label> parse(String text, Manifest manifest) throws BadPackException {
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        String heading = !lines.isEmpty() && hasHeading(lines.getFirst(), manifest) ? lines.getFirst() : "";
        List<Label> labels = new ArrayList<>();
        for (String line : heading.isEmpty() ? lines : lines.subList(1, lines.size())) {
            labels.add(label(line, heading, manifest));
        }
        requireAll(manifest.nonEventClasses(), "non_event_classes", labels, manifest);
        requireAll(manifest.humanClasses(), "human_classes", labels, manifest);
        return List.copyOf(labels);
    }

    private static boolean hasHeading(String first, Manifest manifest) {
        Boolean declared = manifest.labels().heading();
        return declared == null
                ? manifest.labels().format().equals(BIRDNET_CSV)
                        || first.toLowerCase(Locale.ROOT).startsWith("scientific")
                : declared;
    }

    private static Label label(String line, String heading, Manifest manifest) throws BadPackException {
        String[] names = switch (manifest.labels().format()) {
            case "csv:scientific,common" -> line.split(",", 2);
            case "birdnet-text" -> line.split("_", 2);
            case "scientific-only" -> new String[] {line, line};
            case BIRDNET_CSV -> columns(line, heading);
            default ->
                throw new BadPackException("The model pack's labels.format is '"
                        + manifest.labels().format()
                        + "' (expected: csv:scientific,common, birdnet-text, birdnet-csv or scientific-only).");
        };
        if (names.length < 2 || names[0].isBlank() || names[1].isBlank()) {
            throw new BadPackException("The model pack's " + manifest.labels().file() + " has the line '" + line
                    + "' (expected: " + manifest.labels().format() + ").");
        }
        String scientific = unquoted(names[0]);
        String common = unquoted(names[1]);
        return new Label(scientific, common, kind(scientific, common, manifest));
    }

    /** BirdNET 3.0's table: columns between semicolons, of which {@code sci_name} and {@code com_name} count. */
    private static String[] columns(String line, String heading) {
        List<String> names = List.of(heading.split(";", -1));
        String[] values = line.split(";", -1);
        int scientific = names.indexOf("sci_name");
        int common = names.indexOf("com_name");
        boolean whole = scientific >= 0 && common >= 0 && values.length > Math.max(scientific, common);
        return whole ? new String[] {values[scientific], values[common]} : new String[0];
    }

    private static Kind kind(String scientific, String common, Manifest manifest) {
        if (isIn(manifest.humanClasses(), scientific, common)) {
            return Kind.HUMAN;
        }
        return isIn(manifest.nonEventClasses(), scientific, common) ? Kind.OTHER : Kind.BIRD;
    }

    private static boolean isIn(List<String> classes, String scientific, String common) {
        return classes.contains(scientific) || classes.contains(common);
    }

    private static String unquoted(String name) {
        String stripped = name.strip();
        boolean quoted = stripped.length() >= 2 && stripped.startsWith("\"") && stripped.endsWith("\"");
        return quoted ? stripped.substring(1, stripped.length() - 1) : stripped;
    }

    private static void requireAll(List<String> classes, String field, List<Label> labels, Manifest manifest)
            throws BadPackException {
        for (String wanted : classes) {
            if (labels.stream()
                    .noneMatch(label -> label.scientificName().equals(wanted)
                            || label.commonName().equals(wanted))) {
                throw new BadPackException(
                        "The model pack's " + manifest.labels().file() + " has no label '" + wanted
                                + "', which its manifest names in " + field + ".");
            }
        }
    }
}
