package dev.chirp.classify;

import dev.chirp.classify.inference.InferencePool;
import dev.chirp.classify.meter.ClassifyMeter;
import dev.chirp.classify.model.ModelState;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The model and the threads that run it. */
@Configuration(proxyBeanMethods = false)
class InferenceConfiguration {
    private static final Logger log = LoggerFactory.getLogger(InferenceConfiguration.class);

    @Bean
    ModelState modelState(ClassifyProperties properties, MeterRegistry meters) {
        ModelState state = ModelState.load(properties.classify().pack());
        switch (state) {
            case ModelState.Ready(var model, double loadSeconds) -> {
                ClassifyMeter.MODEL_LOAD.gauge(meters, () -> loadSeconds);
                log.atInfo()
                        .addKeyValue("model", model.manifest().name())
                        .addKeyValue("version", model.manifest().version())
                        .addKeyValue("classes", model.labels().size())
                        .addKeyValue("seconds", loadSeconds)
                        .log("Model loaded");
            }
            case ModelState.Unusable(String reason) ->
                log.atError().addKeyValue("reason", reason).log("Model refused; install another pack and restart");
        }
        return state;
    }

    @Bean
    HealthIndicator model(ModelState state) {
        Health health = switch (state) {
            case ModelState.Ready(var model, double _) ->
                Health.up()
                        .withDetail("name", model.manifest().name())
                        .withDetail("version", model.manifest().version())
                        .build();
            case ModelState.Unusable(String reason) ->
                Health.down().withDetail("reason", reason).build();
        };
        return () -> health;
    }

    @Bean(destroyMethod = "close")
    InferencePool inferencePool(ModelState state, ClassifyProperties properties, MeterRegistry meters) {
        return new InferencePool(
                state,
                properties.classify().species(),
                new InferencePool.Limits(
                        properties.classify().threadCount(),
                        properties.classify().queueCapacity(),
                        properties.classify().cacheSize().toBytes()),
                meters);
    }
}
