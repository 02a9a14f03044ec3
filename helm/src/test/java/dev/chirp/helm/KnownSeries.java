package dev.chirp.helm;

import dev.chirp.helm.Selector.Condition;
import dev.chirp.load.meter.DocumentedMeters;
import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.TagKey;
import io.micrometer.core.instrument.Meter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The series that expressions may ask for, with the labels that they may name. */
final class KnownSeries {
    private static final Path ROUTES = Path.of("..", "contracts", "src", "main", "resources", "openapi.json");
    /** Of families that are documented as such: the names that a running platform prints. */
    private static final Set<String> OF_LIBRARIES = Set.of(
            "hikaricp_connections_active",
            "hikaricp_connections_max",
            "hikaricp_connections_pending",
            "jvm_buffer_memory_used_bytes",
            "jvm_gc_pause_seconds_sum",
            "jvm_memory_max_bytes",
            "jvm_memory_used_bytes",
            "jvm_threads_live_threads",
            "process_cpu_time_ns_total",
            "process_files_open_files",
            "process_uptime_seconds");
    /** Those of the brokers' own exporter. */
    private static final Set<String> OF_BROKERS = Set.of("kafka_server_replicamanager_underreplicatedpartitions");
    /** What Prometheus puts on every series. */
    private static final Set<String> OF_TARGETS = Set.of("namespace", "pod", "instance", "job");

    private KnownSeries() {}

    static boolean isThere(String series) {
        return OF_BROKERS.contains(series)
                || meter(series)
                        .filter(meter -> meter.getType() != Meter.Type.OTHER || OF_LIBRARIES.contains(series))
                        .isPresent();
    }

    /** Whether the series can have such a label, and each value that is named. */
    static boolean canHave(String series, Condition condition) {
        if (OF_TARGETS.contains(condition.label()) || (condition.label().equals("le") && series.endsWith("_bucket"))) {
            return true;
        }
        List<String> values = valuesOf(series, condition.label());
        return condition
                .alternatives()
                .allMatch(alternative -> values.stream()
                        .anyMatch(value -> alternative.matcher(value).matches()));
    }

    /** None for a label that the series has not, or whose values nobody knows. */
    private static List<String> valuesOf(String series, String label) {
        Optional<TagKey> key = meter(series).stream()
                .flatMap(meter -> meter.description().keys().stream())
                .filter(tag -> tag.name().replace('.', '_').equals(label))
                .findAny();
        if (label.equals("service")) {
            // Every service's own tag, but for meters that mean something else by it.
            return key.isPresent() ? List.of() : Charts.SERVICES;
        }
        return key.map(TagKey::values)
                .filter(values -> !values.isEmpty())
                .or(() -> key.map(tag -> openValues(tag.name())))
                .orElse(List.of());
    }

    /** Those of tags that are documented without their values. */
    private static List<String> openValues(String tag) {
        return switch (tag) {
            case "method" -> List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");
            case "status" ->
                IntStream.range(100, 600).mapToObj(Integer::toString).toList();
            case "uri" ->
                Stream.concat(
                                Stream.of("UNKNOWN"),
                                Yaml.read(ROUTES).path("paths").properties().stream()
                                        .map(Map.Entry::getKey))
                        .toList();
            default -> List.of();
        };
    }

    private static Optional<DocumentedMeter> meter(String series) {
        return DocumentedMeters.of(series);
    }
}
