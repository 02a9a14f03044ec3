package dev.chirp.telemetry;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Exemplars on buckets and counters alone: a scrape with one on the {@code _count} of a histogram, which is Micrometer's
 * default, is refused as a whole by Prometheus before 2.43.
 */
final class BucketExemplars implements PrometheusConfig {
    @Override
    public @Nullable String get(String key) {
        return null;
    }

    @Override
    public Properties prometheusProperties() {
        Properties properties = new Properties();
        properties.setProperty("io.prometheus.exporter.exemplarsOnAllMetricTypes", "false");
        return properties;
    }
}
