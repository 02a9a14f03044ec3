import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Checks or mends the layout of every Java source below a folder; run by the build in a JDK that knows the language
 * level (Maven's own may be older, and the formatter parses with the compiler of the JVM that it runs in).
 *
 * <p>Arguments: {@code check|fix FOLDER}. Exit code 1: files differ, named on standard error.
 */
public class Format {
    static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    public static void main(String[] args) throws IOException {
        boolean fix = args[0].equals("fix");
        Path root = Path.of(args[1]);
        List<Path> sources;
        try (var files = Files.walk(root)) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !root.relativize(file).toString().matches("(.*/)?(target|data|node_modules)/.*"))
                    .toList();
        }
        var differing = new ConcurrentLinkedQueue<Path>();
        sources.parallelStream().forEach(source -> {
            try {
                String before = Files.readString(source);
                String after = FORMATTER.formatSourceAndFixImports(before);
                if (before.equals(after)) {
                    return;
                }
                differing.add(root.relativize(source));
                if (fix) {
                    Files.writeString(source, after);
                }
            } catch (Exception e) {
                throw new IllegalStateException(source + ": " + e.getMessage(), e);
            }
        });
        differing.stream()
                .sorted()
                .forEach(file -> System.err.println((fix ? "formatted " : "not formatted: ") + file));
        if (!fix && !differing.isEmpty()) {
            System.err.println("Run ./mvnw -q -N validate -Dformat=fix");
            System.exit(1);
        }
    }
}
