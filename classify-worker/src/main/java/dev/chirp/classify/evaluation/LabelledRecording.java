package dev.chirp.classify.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A file and the names of what sounds in it.
 *
 * @param names scientific or common ones
 */
public record LabelledRecording(Path file, Set<String> names) {
    private static final Set<String> AUDIO = Set.of("wav", "flac", "ogg", "opus", "webm", "mp3");
    private static final String LABELS = ".labels.txt";

    public LabelledRecording {
        names = Set.copyOf(names);
    }

    /**
     * The recordings below a folder, by their path. A file with a label file beside it ({@code yard.wav},
     * {@code yard.labels.txt}: start, end and name between tabs, {@code #} for comments) has those names; any other has
     * the name of its folder.
     */
    public static List<LabelledRecording> below(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(file -> AUDIO.contains(extension(file)) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
        List<LabelledRecording> recordings = new ArrayList<>(files.size());
        for (Path file : files) {
            Path labels = file.resolveSibling(withoutExtension(file) + LABELS);
            recordings.add(new LabelledRecording(
                    file,
                    Files.exists(labels) ? names(labels) : Set.of(folderOf(file).replace('_', ' '))));
        }
        return recordings;
    }

    private static Set<String> names(Path labels) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String line : Files.readAllLines(labels)) {
            String[] columns = line.split("\t", -1);
            if (!line.startsWith("#") && columns.length >= 3 && !columns[2].isBlank()) {
                names.add(columns[2].strip());
            }
        }
        return names;
    }

    private static String folderOf(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return folder == null || folder.getFileName() == null
                ? ""
                : folder.getFileName().toString();
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static String withoutExtension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }
}
