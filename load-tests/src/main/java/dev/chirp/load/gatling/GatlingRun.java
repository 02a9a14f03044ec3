package dev.chirp.load.gatling;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One simulation, from its start to its report.
 *
 * @param answers to its requests
 * @param processorPercent of one core, of Gatling and of the processes that were watched, while it was measured
 * @param report the page with Gatling's own tables
 */
public record GatlingRun(Answers answers, Map<String, Long> processorPercent, Path report) {
    private static final String PACKAGE = "dev.chirp.gatling.";
    private static final int LOOK_SECONDS = 5;
    private static final String MODULE = "load-tests/gatling";

    /**
     * Plays it and waits until it has ended.
     *
     * @param simulation the name of its class
     * @param folder new; everything of this run goes there
     * @param settings by name, without their prefix
     * @param watched process ids by the name that is shown
     */
    public static GatlingRun play(
            String simulation, Path folder, Map<String, Object> settings, Map<String, Long> watched)
            throws IOException, InterruptedException {
        Path answers = folder.resolve("answers.csv");
        Path reports = folder.resolve("gatling");
        Path log = folder.resolve("gatling.log");
        Process process = new ProcessBuilder(command(simulation, reports, answers, settings))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Map<String, Long> pids = new LinkedHashMap<>(Map.of("Gatling", process.pid()));
        pids.putAll(watched);
        Processors processors = new Processors(pids);
        Thread killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            do {
                processors.look();
            } while (!process.waitFor(LOOK_SECONDS, TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(killer);
        }
        if (process.exitValue() != 0) {
            throw new IOException("Gatling ended with " + process.exitValue() + "; its log is " + log);
        }
        Answers all = Answers.read(answers);
        return new GatlingRun(all, processors.percent(all), page(reports));
    }

    private static List<String> command(String simulation, Path reports, Path answers, Map<String, Object> settings)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // Gatling asks the class loader what was loaded, and lambdas for their types.
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dchirp.load.answers=" + answers));
        settings.forEach((name, value) -> command.add("-Dchirp.load." + name + "=" + value));
        command.addAll(List.of(
                "-cp",
                classPath(),
                "io.gatling.app.Gatling",
                "--simulation",
                PACKAGE + simulation,
                "--results-folder",
                reports.toString()));
        return command;
    }

    /** Fails when the module was not built. */
    private static String classPath() throws IOException {
        Path target = module();
        Path others = target.resolve("gatling.classpath");
        if (!Files.exists(others)) {
            throw new IOException(
                    "Gatling is not there: build it with ./mvnw -Pgatling -pl " + MODULE + " -am package");
        }
        try (Stream<Path> files = Files.list(target)) {
            Path own = files.filter(
                            file -> file.getFileName().toString().matches("load-gatling-[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no jar in " + target));
            return own + ":" + Files.readString(others).strip();
        }
    }

    /** {@code load-tests/gatling/target}, beside the jar of this class. */
    private static Path module() throws IOException {
        try {
            Path own = Path.of(GatlingRun.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return own.resolve("../../gatling/target").normalize();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static Path page(Path reports) throws IOException {
        try (Stream<Path> files = Files.find(reports, 2, (file, attributes) -> file.endsWith("index.html"))) {
            return files.findFirst().orElse(reports);
        }
    }
}
