package dev.chirp.telemetry;

import dev.chirp.telemetry.trace.CurrentTrace;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Imported by every service: its own meter registry (never the global one, six services may share a JVM), observations
 * as meters, and the management port.
 */
@Configuration(proxyBeanMethods = false)
public class TelemetryConfiguration {

    @Bean
    PrometheusMeterRegistry meterRegistry(@Value("${spring.application.name}") String service) {
        var registry = new PrometheusMeterRegistry(
                new BucketExemplars(), new PrometheusRegistry(), Clock.SYSTEM, new CurrentTrace());
        registry.config()
                // A tag of this name that a meter brings along would take the place of ours.
                .meterFilter(MeterFilter.renameTag("grpc.", "service", "grpc.service"))
                .commonTags("service", service)
                .meterFilter(new LatencyBuckets());
        return registry;
    }

    @Bean(destroyMethod = "close")
    RuntimeMeters runtimeMeters(MeterRegistry registry) {
        return new RuntimeMeters(registry);
    }

    @Bean
    ObservationRegistry observationRegistry(MeterRegistry registry) {
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
        return observations;
    }

    @Bean
    Serving serving() {
        return new Serving();
    }

    @Bean(destroyMethod = "close")
    HealthReport healthReport(ApplicationContext context) {
        return new HealthReport(() -> context.getBeansOfType(HealthIndicator.class));
    }

    @Bean
    ManagementServer managementServer(
            PrometheusMeterRegistry registry,
            HealthReport health,
            ObjectProvider<LivenessCheck> alive,
            @Value("${chirp.management.address:127.0.0.1}") String address,
            @Value("${chirp.management.port}") int port) {
        return new ManagementServer(registry, health, alive::stream, address, port);
    }
}
