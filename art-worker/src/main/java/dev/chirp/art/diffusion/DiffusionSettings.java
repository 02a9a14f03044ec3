package dev.chirp.art.diffusion;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The second engine.
 *
 * @param pack the pack's folder; none: sprites are drawn by recipe
 * @param deadline for one picture, waiting for the one before it included
 */
@ConfigurationProperties("chirp.art.diffusion")
record DiffusionSettings(@Nullable Path pack, Duration deadline) {
    DiffusionSettings {
        if (!deadline.isPositive()) {
            throw new IllegalArgumentException("chirp.art.diffusion.deadline: " + deadline + " (expected: above 0)");
        }
    }
}
