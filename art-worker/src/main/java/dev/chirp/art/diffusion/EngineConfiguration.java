package dev.chirp.art.diffusion;

import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.sprite.Renderer;
import dev.chirp.art.sprite.SpriteArtist;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses the engine: by recipe, or by diffusion where a pack is configured and can be used. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DiffusionSettings.class)
class EngineConfiguration {
    private static final Logger log = LoggerFactory.getLogger(EngineConfiguration.class);

    /** A renderer, and what readiness says of it. */
    record Engine(Renderer renderer, String name, Provider provider, String reason) implements AutoCloseable {
        @Override
        public void close() {
            if (renderer instanceof DiffusionArtist artist) {
                artist.close();
            }
        }
    }

    /** Loading a pack takes until the service is up: who asks sooner finds it starting. */
    @Bean(destroyMethod = "close")
    Engine artEngine(DiffusionSettings settings, MeterRegistry meters) {
        return engine(settings, new SpriteArtist(FieldGuide.read()), meters);
    }

    static Engine engine(DiffusionSettings settings, Renderer byRecipe, MeterRegistry meters) {
        Path folder = settings.pack();
        if (folder == null) {
            return new Engine(byRecipe, "recipe", Provider.CPU, "");
        }
        Provider provider = Provider.best();
        try {
            Pipeline pipeline = DiffusionPack.open(folder, provider);
            PackManifest manifest = pipeline.manifest();
            log.atInfo()
                    .addKeyValue("pack", manifest.name())
                    .addKeyValue("version", manifest.version())
                    .addKeyValue("provider", provider)
                    .log("Diffusion pack loaded");
            Renderer artist = new DiffusionArtist(pipeline, manifest, byRecipe, settings.deadline(), meters);
            return new Engine(artist, "diffusion", provider, "");
        } catch (BadPackException e) {
            String reason = String.valueOf(e.getMessage());
            log.atError().addKeyValue("reason", reason).log("Diffusion pack refused; sprites are drawn by recipe");
            return new Engine(byRecipe, "recipe", Provider.CPU, reason);
        }
    }

    /** Closed as the engine. */
    @Bean(destroyMethod = "")
    Renderer renderer(Engine engine) {
        return engine.renderer();
    }

    /** Up with either engine: a refused pack costs looks, no capture. */
    @Bean
    HealthIndicator engine(Engine engine) {
        return () -> {
            Health.Builder health = Health.up()
                    .withDetail("engine", engine.name())
                    .withDetail("provider", engine.provider().name())
                    .withDetail("free_memory_mb", DiffusionPack.freeMemoryMegabytes());
            return (engine.reason().isEmpty() ? health : health.withDetail("reason", engine.reason())).build();
        };
    }
}
