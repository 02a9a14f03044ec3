package dev.chirp.art.recipe;

import dev.chirp.art.shape.Archetype;
import dev.chirp.art.shape.Area;
import dev.chirp.art.shape.Part;
import java.util.List;

/**
 * How to draw one species.
 *
 * @param layers in the order in which they are laid on
 * @param generic whether it was worked out from the name instead of from the species' own looks
 */
public record Recipe(
        String scientificName, String commonName, Archetype archetype, List<Layer> layers, boolean generic) {
    /** Raised whenever any recipe or the drawing changes: a sprite is the same for ever under one version. */
    public static final int VERSION = 1;

    private static final List<Area> NEEDED = List.of(Area.BODY, Area.WING, Area.TAIL, Area.BILL, Area.LEGS, Area.EYE);

    public Recipe {
        layers = List.copyOf(layers);
        for (Area area : NEEDED) {
            if (layers.stream().noneMatch(layer -> layer.area() == area && layer.texture() == Texture.PLAIN)) {
                throw new IllegalArgumentException(area.label() + " has no colour");
            }
        }
        for (Layer layer : layers) {
            if (layer.area() == Area.CREST && archetype.crest().isEmpty()) {
                throw new IllegalArgumentException("crest on " + archetype.name() + ", which has none");
            }
        }
    }

    /** The layers of one part, in order. */
    public List<Layer> of(Part part) {
        return layers.stream().filter(layer -> layer.area().part() == part).toList();
    }
}
