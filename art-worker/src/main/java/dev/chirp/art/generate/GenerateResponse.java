package dev.chirp.art.generate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.chirp.art.recipe.Recipe;
import dev.chirp.art.sprite.Drawing;
import java.util.List;

/**
 * A sprite that is stored.
 *
 * @param imageUrl a path on the platform's front
 * @param idleUrl the same for the sheet of two frames, one above the other
 * @param generic whether it shows the family's looks, because the species' own are not known
 */
record GenerateResponse(
        @JsonProperty("image_url") String imageUrl,
        @JsonProperty("idle_url") String idleUrl,
        @JsonProperty("seed") long seed,
        @JsonProperty("palette") List<String> palette,
        @JsonProperty("checksum") String checksum,
        @JsonProperty("recipe_version") int recipeVersion,
        @JsonProperty("generic") boolean generic) {

    static GenerateResponse of(Drawing drawing) {
        return new GenerateResponse(
                "/sprites/" + drawing.checksum() + ".png",
                "/sprites/" + drawing.checksum() + "-idle.png",
                drawing.seed(),
                drawing.palette(),
                drawing.checksum(),
                Recipe.VERSION,
                drawing.generic());
    }
}
