package dev.chirp.embedded.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks for bytes that a target cannot stand, led by the code that they reach (Jazzer on libFuzzer), in a JVM of its own.
 * The target is a public class with {@code public static void fuzzerTestOneInput(byte[])} that throws when something is
 * wrong. The module has {@code com.code-intelligence:jazzer} among its test dependencies.
 *
 * <p>{@code -Dchirp.fuzz.seconds=N} for longer than a build takes. What is found is kept in {@code target/fuzz}; it belongs
 * into the target's corpus with the fix.
 */
public final class Fuzzer {
    private static final int SECONDS = Integer.getInteger("chirp.fuzz.seconds", 10);
    /** To start, to read the corpus, and to end. */
    private static final int GRACE_SECONDS = 120;

    private static final int LONGEST_INPUT_SECONDS = 20;
    private static final int LAST_CHARS = 6_000;

    private Fuzzer() {}

    /**
     * Tries the corpus and then what grows out of it.
     *
     * @param instrumented patterns of the classes whose code leads the search, such as {@code dev.chirp.**}
     * @param corpus folders of files that the search starts with
     * @throws AssertionError with the stack trace and the input, when the target has thrown, hung, or used too much memory
     */
    public static void run(Class<?> target, List<String> instrumented, List<Path> corpus)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target/fuzz", target.getSimpleName()));
        Path grown = Files.createDirectories(folder.resolve("corpus"));
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(command(target, instrumented, corpus, folder, grown))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(SECONDS + GRACE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(target.getSimpleName() + " did not end, see " + log.toAbsolutePath());
            }
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        if (process.exitValue() != 0) {
            throw new AssertionError("%s fails for the input that is kept in %s:%n%s"
                    .formatted(
                            target.getSimpleName(),
                            folder.toAbsolutePath(),
                            output.substring(Math.max(0, output.length() - LAST_CHARS))));
        }
        if (!output.contains("INITED")) {
            throw new AssertionError("The fuzzer has not tried " + target.getSimpleName() + ":\n" + output);
        }
    }

    private static List<String> command(
            Class<?> target, List<String> instrumented, List<Path> corpus, Path folder, Path grown) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=" + String.join(":", instrumented),
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + SECONDS,
                "-timeout=" + LONGEST_INPUT_SECONDS,
                "-rss_limit_mb=3072",
                "-max_len=65536",
                "-print_final_stats=1",
                grown.toString()));
        corpus.forEach(seeds -> command.add(seeds.toString()));
        return command;
    }
}
