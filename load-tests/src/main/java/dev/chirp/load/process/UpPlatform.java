package dev.chirp.load.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code chirp up}: the whole platform in one process. */
public final class UpPlatform implements Platform {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(4);
    private static final String READY = "Chirp Neighbor is up: ";
    private final ChirpProcess process;
    private final String url;

    private UpPlatform(ChirpProcess process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts with the heap that the launcher gives it; data in {@code <folder>/data}, output in {@code <folder>/up.log}. */
    public static UpPlatform start(Path folder) throws IOException, InterruptedException {
        return start(folder, Ports.free(), Ports.freeOffset());
    }

    public static UpPlatform start(Path folder, int port, int portOffset) throws IOException, InterruptedException {
        return start(folder, port, portOffset, folder.resolve("data"));
    }

    /** Starts on given ports with a data folder that an earlier one may have left. */
    public static UpPlatform start(Path folder, int port, int portOffset, Path data)
            throws IOException, InterruptedException {
        return start(folder, port, portOffset, data, List.of());
    }

    /** The same with further options. */
    public static UpPlatform start(Path folder, int port, int portOffset, Path data, List<String> options)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(
                List.of("up", "--port", "" + port, "--port-offset", "" + portOffset, "--data-dir", data.toString()));
        arguments.addAll(options);
        ChirpProcess process = ChirpProcess.start(
                "up", folder, List.of("-Xms256m", "-Xmx1g", "-XX:+UseG1GC", "-XX:+UseCompactObjectHeaders"), arguments);
        String line = process.awaitLine(READY, START_TIMEOUT);
        return new UpPlatform(
                process, line.substring(line.indexOf(READY) + READY.length()).strip());
    }

    @Override
    public String url() {
        return url;
    }

    /** Where the broker listens. */
    public String kafka() {
        return addressOf("Kafka");
    }

    /** Where PostgreSQL listens. */
    public String postgres() {
        return addressOf("PostgreSQL");
    }

    private String addressOf(String part) {
        return process.lines().stream()
                .map(String::strip)
                .filter(line -> line.startsWith(part + " "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no address of " + part + " in the output"));
    }

    public ChirpProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
