package dev.chirp.load.journey;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;

/** Keeps the spans that services export by OTLP over HTTP. */
final class Collector implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Ten times what a service keeps a finished span to itself. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final Queue<Exported> spans = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    /**
     * A span and the service that recorded it.
     *
     * @param at when it came, by {@link System#nanoTime}
     */
    record Exported(String service, Span span, long at) {
        String trace() {
            return HexFormat.of().formatHex(span.getTraceId().toByteArray());
        }

        String id() {
            return HexFormat.of().formatHex(span.getSpanId().toByteArray());
        }

        String parent() {
            return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
        }

        /** For example {@code outbox-relay PRODUCER send chirp.capture.accepted.v1}. */
        @Override
        public String toString() {
            return service + " " + span.getKind().name().replace("SPAN_KIND_", "") + " " + span.getName();
        }
    }

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                        ? new GZIPInputStream(exchange.getRequestBody())
                        : exchange.getRequestBody()) {
            for (ResourceSpans of : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
                String service = of.getResource().getAttributesList().stream()
                        .filter(attribute -> attribute.getKey().equals("service.name"))
                        .map(attribute -> attribute.getValue().getStringValue())
                        .findFirst()
                        .orElse("");
                of.getScopeSpansList()
                        .forEach(scope -> scope.getSpansList()
                                .forEach(span -> spans.add(new Exported(service, span, System.nanoTime()))));
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** All spans of a trace, once there are so many and no other has come for a while; fewer when time is up. */
    List<Exported> trace(String id, int expected) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Exported> found = List.of();
        while (System.nanoTime() < deadline) {
            found = spans.stream().filter(span -> span.trace().equals(id)).toList();
            if (found.size() >= expected
                    && found.stream().allMatch(span -> System.nanoTime() - span.at() > QUIET.toNanos())) {
                return found;
            }
            Thread.sleep(100);
        }
        return found;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
