package dev.chirp.art.recipe;

import dev.chirp.art.shape.Archetype;
import dev.chirp.art.shape.Archetypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The species whose looks are written down, by scientific name and by its synonyms. */
final class Recipes {
    private final Map<String, Recipe> byName = new TreeMap<>();
    private final Map<String, String> nameOf = new HashMap<>();

    private Recipes() {}

    /**
     * Reads {@code {scientific name: {"name", "also": [synonym], "home": [continent], "shape", "layers": {area:
     * colour}}}}; says which species is at fault.
     */
    static Recipes read(JsonNode book, Archetypes archetypes) {
        Recipes recipes = new Recipes();
        for (Map.Entry<String, JsonNode> entry : book.properties()) {
            String name = entry.getKey();
            try {
                recipes.byName.put(name, recipe(name, entry.getValue(), archetypes));
                entry.getValue().path("also").forEach(synonym -> recipes.nameOf.put(synonym.asString(), name));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("recipe of " + name + ": " + e.getMessage(), e);
            }
        }
        return recipes;
    }

    /** Under the name that was asked for: checklists disagree, and a sprite's seed is its name. */
    Optional<Recipe> of(String scientificName) {
        Recipe recipe = byName.get(nameOf.getOrDefault(scientificName, scientificName));
        return Optional.ofNullable(recipe).map(known -> known.named(scientificName));
    }

    Collection<Recipe> all() {
        return byName.values();
    }

    private static Recipe recipe(String scientificName, JsonNode json, Archetypes archetypes) {
        String shape = json.required("shape").asString();
        Archetype archetype = archetypes
                .named(shape)
                .orElseThrow(() -> new IllegalArgumentException("shape: " + shape + " (expected: an archetype)"));
        Set<Continent> home = EnumSet.noneOf(Continent.class);
        json.required("home").forEach(continent -> home.add(Continent.labelled(continent.asString())));
        List<Layer> layers = layers(json.required("layers"));
        return new Recipe(scientificName, json.required("name").asString(), home, archetype, layers, false);
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
