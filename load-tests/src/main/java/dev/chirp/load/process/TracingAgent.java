package dev.chirp.load.process;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** OpenTelemetry's agent as the launcher gives it to a service, for spans to be sent to one place. */
public final class TracingAgent {
    private final URI collector;
    private final double ratio;
    private final List<String> further;

    /**
     * @param collector takes OTLP over HTTP
     * @param ratio of traces that are recorded, from 0 to 1
     * @param further options of the JVM, such as {@code -Dotel.traces.exporter=otlp,zipkin}
     */
    public TracingAgent(URI collector, double ratio, List<String> further) {
        this.collector = collector;
        this.ratio = ratio;
        this.further = List.copyOf(further);
    }

    /** For a service of this name; the front is none and gets nothing. */
    public List<String> jvmOptions(String service) {
        if (!SeparatePlatform.SERVICES.contains(service)) {
            return List.of();
        }
        List<String> options = new ArrayList<>(List.of(
                "-javaagent:" + folder().resolve("opentelemetry-javaagent.jar"),
                "-Dotel.javaagent.configuration-file=" + folder().resolve("otel.properties"),
                "-Dotel.service.name=" + service,
                "-Dotel.exporter.otlp.endpoint=" + collector,
                "-Dotel.traces.sampler.arg=" + ratio,
                "-Dotel.bsp.schedule.delay=200"));
        options.addAll(further);
        return options;
    }

    /** Where the build puts it: beside the classes of this module. */
    private static Path folder() {
        try {
            return Path.of(TracingAgent.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolveSibling("agent");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
