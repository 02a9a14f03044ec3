package dev.chirp.embedded;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server that speaks S3's protocol (Adobe S3Mock), as a process, for tests: its jar has to be on the class path, from where
 * nothing but its place is used. It believes every signature.
 */
public final class S3Server implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(4);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final Process process;
    private final int port;

    private S3Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Blocks until it answers.
     *
     * @param folder for its files and its log
     * @param bucket that it has
     */
    public static S3Server start(Path folder, String bucket) {
        int port = Loopback.freePort();
        Path log = folder.resolve("s3.log");
        try {
            Files.createDirectories(folder.resolve("s3"));
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            jar().toString(),
                            "--http.port=" + port,
                            "--server.port=" + Loopback.freePort(),
                            "--com.adobe.testing.s3mock.max-payload-size=64MB",
                            "--com.adobe.testing.s3mock.store.root=" + folder.resolve("s3"),
                            "--com.adobe.testing.s3mock.store.initial-buckets=" + bucket))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "stop-s3"));
            S3Server server = new S3Server(process, port);
            server.awaitAnswer(bucket, log);
            return server;
        } catch (IOException e) {
            throw new ServerStartException("The S3 server did not start: " + e.getMessage(), e);
        }
    }

    private static Path jar() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> String.valueOf(entry.getFileName()).startsWith("s3mock-"))
                .findFirst()
                .orElseThrow(() -> new ServerStartException("The S3 server's jar is not on the class path."));
    }

    private void awaitAnswer(String bucket, Path log) {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        HttpRequest request = HttpRequest.newBuilder(endpoint().resolve("/" + bucket))
                .HEAD()
                .timeout(Duration.ofSeconds(2))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (!isThere(http, request)) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    close();
                    throw new ServerStartException("The S3 server did not start; its log is %s.".formatted(log));
                }
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while the S3 server started.", e);
        }
    }

    private static boolean isThere(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public URI endpoint() {
        return URI.create("http://%s:%d".formatted(Loopback.HOST, port));
    }

    /** As if its machine was frozen, until {@link #thaw()}. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        ChildProcess.stop(process, STOP_TIMEOUT);
    }
}
