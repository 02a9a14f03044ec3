package dev.chirp.load.journey;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Somebody else's server as a process of ours, on loopback; killed when this JVM ends, whatever happens. */
final class HttpServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    private HttpServerProcess(Process process, int port) {
        this.process = process;
        this.url = "http://127.0.0.1:" + port;
    }

    /**
     * Returns when it is ready.
     *
     * @param port where it was told to listen
     * @param ready a path that answers 200 from then on
     * @throws IOException when there is no such program
     */
    static HttpServerProcess start(Path folder, String name, List<String> command, int port, String ready)
            throws IOException, InterruptedException {
        Path log = folder.resolve(name + ".out");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        HttpServerProcess server = new HttpServerProcess(process, port);
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            if (server.get(ready).isPresent()) {
                return server;
            }
            Thread.sleep(100);
        }
        process.destroyForcibly();
        throw new IllegalStateException(name + " did not start: " + Files.readString(log));
    }

    String url() {
        return url;
    }

    /** The body of an answer with 200; empty for any other, and while nobody listens. */
    Optional<String> get(String path) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(REQUEST).build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws InterruptedException {
        http.close();
        process.destroy();
        if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
    }
}
