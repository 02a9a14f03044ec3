package dev.chirp.load.meter;

import dev.chirp.art.meter.ArtMeter;
import dev.chirp.classify.meter.ClassifyMeter;
import dev.chirp.fanout.meter.FanoutMeter;
import dev.chirp.gateway.meter.GatewayMeter;
import dev.chirp.ingest.meter.IngestMeter;
import dev.chirp.limits.LimitsMeter;
import dev.chirp.messaging.MessagingMeter;
import dev.chirp.relay.meter.RelayMeter;
import dev.chirp.storage.StorageMeter;
import dev.chirp.telemetry.TelemetryMeter;
import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.LibraryMeter;
import dev.chirp.telemetry.meter.TagKey;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All meters there are, and their names in Prometheus. */
public final class DocumentedMeters {
    private static final NamingConvention NAMING = new PrometheusNamingConvention();

    private static final List<Module> MODULES = List.of(
            new Module("api-gateway", GatewayMeter.values()),
            new Module("outbox-relay", RelayMeter.values()),
            new Module("classify-worker", ClassifyMeter.values()),
            new Module("art-worker", ArtMeter.values()),
            new Module("notify-fanout", FanoutMeter.values()),
            new Module("device-ingest", IngestMeter.values()),
            new Module("platform/messaging", MessagingMeter.values()),
            new Module("platform/limits", LimitsMeter.values()),
            new Module("platform/storage", StorageMeter.values()),
            new Module("platform/telemetry", TelemetryMeter.values()),
            new Module("libraries", LibraryMeter.values()));

    private static final Map<String, DocumentedMeter> BY_SERIES = new HashMap<>();

    static {
        all().forEach(meter -> series(meter).forEach(series -> {
            DocumentedMeter other = BY_SERIES.put(series, meter);
            if (other != null) {
                throw new IllegalStateException(series + " is of " + meter.getName() + " and of " + other.getName());
            }
        }));
    }

    private DocumentedMeters() {}

    /** The meters that one module registers. */
    record Module(String name, List<DocumentedMeter> meters) {
        Module(String name, DocumentedMeter[] meters) {
            this(name, List.of(meters));
        }
    }

    static List<Module> modules() {
        return MODULES;
    }

    static Stream<DocumentedMeter> all() {
        return MODULES.stream().map(Module::meters).flatMap(Collection::stream);
    }

    /** The meter that prints this series; for a series of a library its family, such as {@code jvm.*}. */
    public static Optional<DocumentedMeter> of(String series) {
        return Optional.ofNullable(BY_SERIES.get(series))
                .or(() -> all().filter(DocumentedMeters::isFamily)
                        .filter(family -> series.startsWith(withoutStar(nameOf(family))))
                        .findAny());
    }

    static boolean isFamily(DocumentedMeter meter) {
        return meter.getType() == Meter.Type.OTHER;
    }

    private static String withoutStar(String name) {
        return name.substring(0, name.length() - 1);
    }

    /** Its name in Prometheus, without the ends that the series of a timer or a summary have. */
    static String nameOf(DocumentedMeter meter) {
        String name = NAMING.name(meter.getName(), meter.getType(), meter.getBaseUnit());
        return switch (meter.getType()) {
            case COUNTER -> name + "_total";
            case OTHER -> meter.getName().replace('.', '_');
            case GAUGE, TIMER, LONG_TASK_TIMER, DISTRIBUTION_SUMMARY -> name;
        };
    }

    static String nameOf(TagKey key) {
        return NAMING.tagKey(key.name());
    }

    private static Stream<String> series(DocumentedMeter meter) {
        String name = nameOf(meter);
        return switch (meter.getType()) {
            case COUNTER, GAUGE -> Stream.of(name);
            case TIMER, LONG_TASK_TIMER, DISTRIBUTION_SUMMARY ->
                Stream.of("", "_count", "_sum", "_max", "_bucket").map(end -> name + end);
            case OTHER -> Stream.of();
        };
    }
}
