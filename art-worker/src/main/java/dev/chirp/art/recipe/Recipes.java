package dev.chirp.art.recipe;

import dev.chirp.art.shape.Archetype;
import dev.chirp.art.shape.Archetypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The species whose looks are written down, by scientific name. */
final class Recipes {
    private final Map<String, Recipe> byName = new TreeMap<>();

    private Recipes() {}

    /** Reads {@code {scientific name: {"name", "shape", "layers": {area: colour}}}}; says which species is at fault. */
    static Recipes read(JsonNode book, Archetypes archetypes) {
        Recipes recipes = new Recipes();
        for (Map.Entry<String, JsonNode> entry : book.properties()) {
            try {
                recipes.byName.put(entry.getKey(), recipe(entry.getKey(), entry.getValue(), archetypes));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("recipe of " + entry.getKey() + ": " + e.getMessage(), e);
            }
        }
        return recipes;
    }

    Optional<Recipe> of(String scientificName) {
        return Optional.ofNullable(byName.get(scientificName));
    }

    Collection<Recipe> all() {
        return byName.values();
    }

    private static Recipe recipe(String scientificName, JsonNode json, Archetypes archetypes) {
        String shape = json.required("shape").asString();
        Archetype archetype = archetypes
                .named(shape)
                .orElseThrow(() -> new IllegalArgumentException("shape: " + shape + " (expected: an archetype)"));
        List<Layer> layers = layers(json.required("layers"));
        return new Recipe(scientificName, json.required("name").asString(), archetype, layers, false);
    }

    /** Reads {@code {area: colour}}, in the order of the file. */
    static List<Layer> layers(JsonNode json) {
        List<Layer> layers = new ArrayList<>();
        for (Map.Entry<String, JsonNode> layer : json.properties()) {
            layers.add(Layer.parse(layer.getKey(), layer.getValue().asString()));
        }
        return layers;
    }
}
