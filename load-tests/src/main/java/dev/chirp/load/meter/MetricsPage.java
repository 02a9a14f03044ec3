package dev.chirp.load.meter;

import dev.chirp.load.meter.DocumentedMeters.Module;
import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.TagKey;
import java.util.List;
import java.util.stream.Collectors;

/** {@code docs/metrics.md}. */
final class MetricsPage {
    private static final String INTRODUCTION = """
        # Metrics

        Every service prints Prometheus text at `/metrics` on its management port, tagged `service`. Dots become underscores;
        counters end in `_total`, timers in `_seconds`, and a timer or a summary is three series there: `_count`, `_sum` and
        `_max`. Timers named `*.latency` and `http.server.requests` have histogram buckets, the series `_bucket`; asked for
        OpenMetrics, as Prometheus does, each bucket has a trace for an example where there are [traces](traces.md).

        No tag has more values in one instance than stand here: those that there are, or how many there may be.

        This page is [written by a test](../CONTRIBUTING.md#what-goes-together) from the enums by which meters are registered.
        """;

    private MetricsPage() {}

    static String text() {
        return INTRODUCTION
                + DocumentedMeters.modules().stream().map(MetricsPage::section).collect(Collectors.joining());
    }

    private static String section(Module module) {
        List<TagKey> ofAll = module.meters().getFirst().description().keys().stream()
                .filter(key -> module.meters().size() > 1
                        && module.meters().stream()
                                .allMatch(meter -> meter.description().keys().contains(key)))
                .toList();
        return "\n## " + module.name() + "\n\n"
                + (ofAll.isEmpty() ? "" : "All are tagged " + tags(ofAll) + ".\n\n")
                + "| meter | in Prometheus | kind | tags | tells |\n|---|---|---|---|---|\n"
                + module.meters().stream().map(meter -> row(meter, ofAll)).collect(Collectors.joining());
    }

    private static String row(DocumentedMeter meter, List<TagKey> ofAll) {
        List<TagKey> own = meter.description().keys().stream()
                .filter(key -> !ofAll.contains(key))
                .toList();
        return "| `%s` | `%s` | %s | %s | %s |\n"
                .formatted(
                        meter.getName(),
                        DocumentedMeters.nameOf(meter),
                        kind(meter),
                        tags(own),
                        meter.description().tells());
    }

    private static String kind(DocumentedMeter meter) {
        return switch (meter.getType()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case TIMER -> "timer";
            case LONG_TASK_TIMER -> "timer of what has not ended";
            case DISTRIBUTION_SUMMARY -> "summary";
            case OTHER -> "several";
        };
    }

    private static String tags(List<TagKey> keys) {
        return keys.stream()
                .map(key -> "`%s` (%s)"
                        .formatted(
                                DocumentedMeters.nameOf(key),
                                key.values().isEmpty() ? "at most " + key.most() : String.join(", ", key.values())))
                .collect(Collectors.joining(", "));
    }
}
