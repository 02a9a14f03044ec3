package dev.chirp.load.journey;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A container engine, by its command line {@code docker}, which finds it as it always does ({@code DOCKER_HOST}, contexts). */
final class Engine {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ABOUT = "{{.OSType}} {{.OperatingSystem}} {{.SecurityOptions}}";

    private Engine() {}

    /** One that shares its network with this process: on Linux, not in a virtual machine, not rootless. */
    static Optional<Engine> find() throws InterruptedException {
        try {
            Engine engine = new Engine();
            String about = engine.run("info", "--format", ABOUT);
            return about.startsWith("linux ")
                            && System.getProperty("os.name").equals("Linux")
                            && !about.contains("Docker Desktop")
                            && !about.contains("rootless")
                    ? Optional.of(engine)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What {@code docker} prints. */
    String run(String... arguments) throws IOException, InterruptedException {
        return run(List.of(arguments));
    }

    /**
     * The same.
     *
     * @throws IOException with what it prints, when it ends with another code than 0 or not at all
     */
    String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(arguments);
        Path output = Files.createTempFile("docker", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                throw new IOException("docker %s: %s".formatted(arguments.getFirst(), text));
            }
            return text.strip();
        } finally {
            Files.delete(output);
        }
    }
}
