package dev.chirp.load.journey;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.load.process.Ports;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A real Zipkin that keeps what it gets in its memory; the build copies its jar with the profile {@code zipkin}. */
final class Zipkin implements AutoCloseable {
    private static final Path JAR = Path.of("target", "zipkin", "zipkin-server.jar");
    private final HttpServerProcess server;

    private Zipkin(HttpServerProcess server) {
        this.server = server;
    }

    static Optional<Zipkin> start(Path folder) throws Exception {
        if (!Files.exists(JAR)) {
            return Optional.empty();
        }
        int port = Ports.free();
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toAbsolutePath().toString(),
                "--armeria.ports[0].ip=127.0.0.1",
                "--armeria.ports[0].port=" + port,
                "--armeria.ports[0].protocols[0]=http");
        return Optional.of(new Zipkin(HttpServerProcess.start(folder, "zipkin", command, port, "/health")));
    }

    /** Where spans are sent. */
    URI spans() {
        return URI.create(server.url() + "/api/v2/spans");
    }

    /** The services of a trace. */
    List<String> servicesOf(String traceId) throws InterruptedException {
        return elements("/api/v2/trace/" + traceId)
                .map(span -> span.at("/localEndpoint/serviceName").asString(""))
                .distinct()
                .toList();
    }

    /** Ids of the traces in which a service did something of this name. */
    List<String> find(String service, String span) throws InterruptedException {
        return elements("/api/v2/traces?limit=100&serviceName=%s&spanName=%s"
                        .formatted(service, span.replace(" ", "%20")))
                .map(trace -> trace.path(0).path("traceId").asString(""))
                .toList();
    }

    private Stream<JsonNode> elements(String path) throws InterruptedException {
        return server.get(path)
                .map(body -> EventJson.MAPPER.readTree(body).valueStream())
                .orElseGet(Stream::empty);
    }

    @Override
    public void close() throws InterruptedException {
        server.close();
    }
}
