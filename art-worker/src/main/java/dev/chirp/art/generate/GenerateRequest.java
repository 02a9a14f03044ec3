package dev.chirp.art.generate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.chirp.art.sprite.SpriteArtist;
import dev.chirp.art.studio.Order;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /generate}. */
record GenerateRequest(
        @JsonProperty("common_name") @Nullable String commonName,
        @JsonProperty("scientific_name") @Nullable String scientificName,
        @JsonProperty("seed") @Nullable Long seed,
        @JsonProperty("size") @Nullable Integer size) {

    Order toOrder() {
        String name = Objects.requireNonNullElse(scientificName, "");
        return new Order(
                name,
                Objects.requireNonNullElse(commonName, ""),
                Objects.requireNonNullElseGet(seed, () -> SpriteArtist.seedOf(name)),
                Objects.requireNonNullElse(size, SpriteArtist.DEFAULT_SIZE));
    }
}
