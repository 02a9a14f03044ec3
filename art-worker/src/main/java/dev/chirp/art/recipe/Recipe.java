package dev.chirp.art.recipe;

import dev.chirp.art.shape.Archetype;
import dev.chirp.art.shape.Area;
import dev.chirp.art.shape.Part;
import java.util.List;
import java.util.Set;

/**
 * How to draw one species.
 *
 * @param home empty for a generic bird
 * @param layers in the order in which they are laid on
 * @param generic whether it was worked out from the name instead of from the species' own looks
 */
public record Recipe(
        String scientificName,
        String commonName,
        Set<Continent> home,
        Archetype archetype,
        List<Layer> layers,
        boolean generic) {
    /** Raised whenever any recipe or the drawing changes: a sprite is the same for ever under one version. */
    public static final int VERSION = 2;

    private static final List<Area> NEEDED = List.of(Area.BODY, Area.WING, Area.TAIL, Area.BILL, Area.LEGS, Area.EYE);

    public Recipe {
        home = Set.copyOf(home);
        layers = List.copyOf(layers);
        for (Area area : NEEDED) {
            if (layers.stream().noneMatch(layer -> layer.area() == area && layer.texture() == Texture.PLAIN)) {
                throw new IllegalArgumentException(area.label() + " has no colour");
            }
        }
        for (Layer layer : layers) {
            if ((layer.area() == Area.CREST || layer.area() == Area.CREST_TIP)
                    && archetype.crest().isEmpty()) {
                throw new IllegalArgumentException(
                        layer.area().label() + " on " + archetype.name() + ", which has no crest");
            }
        }
    }

    Recipe named(String otherScientificName) {
        return new Recipe(otherScientificName, commonName, home, archetype, layers, generic);
    }

    /** The layers of one part, in order. */
    public List<Layer> of(Part part) {
        return layers.stream().filter(layer -> layer.area().part() == part).toList();
    }
}
