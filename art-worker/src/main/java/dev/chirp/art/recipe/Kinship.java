package dev.chirp.art.recipe;

import dev.chirp.art.shape.Archetype;
import dev.chirp.art.shape.Archetypes;
import dev.chirp.art.shape.Area;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What can be told from a name alone: the silhouette of the family, a likely plumage, a colour that is in the name. */
final class Kinship {
    private static final String ANY_BIRD = "songbird";
    private final Map<String, Archetype> byGenus = new HashMap<>();
    private final Map<String, Archetype> byWord = new HashMap<>();
    private final Map<String, String> colours = new HashMap<>();
    private final Map<Archetype, List<List<Layer>>> plumages = new HashMap<>();
    private final Archetype anyBird;

    /**
     * Reads {@code {"shapes": {archetype: {"genera", "words", "plumages": [name]}}, "plumages": [{"name", "layers"}],
     * "colours": {word: colour}}}.
     */
    Kinship(JsonNode book, Archetypes archetypes) {
        anyBird = archetypes.named(ANY_BIRD).orElseThrow();
        Map<String, List<Layer>> plumageByName = new HashMap<>();
        for (JsonNode plumage : book.required("plumages")) {
            plumageByName.put(plumage.required("name").asString(), Recipes.layers(plumage.required("layers")));
        }
        for (Map.Entry<String, JsonNode> entry : book.required("shapes").properties()) {
            Archetype archetype = archetypes
                    .named(entry.getKey())
                    .orElseThrow(() -> new IllegalArgumentException("kinship: no archetype " + entry.getKey()));
            entry.getValue().required("genera").forEach(genus -> byGenus.put(genus.asString(), archetype));
            entry.getValue().required("words").forEach(word -> byWord.put(word.asString(), archetype));
            plumages.put(archetype, named(entry.getValue().required("plumages"), plumageByName));
        }
        book.required("colours")
                .properties()
                .forEach(
                        colour -> colours.put(colour.getKey(), colour.getValue().asString()));
    }

    private static List<List<Layer>> named(JsonNode names, Map<String, List<Layer>> plumageByName) {
        List<List<Layer>> plumages = new ArrayList<>();
        for (JsonNode name : names) {
            List<Layer> plumage = plumageByName.get(name.asString());
            if (plumage == null) {
                throw new IllegalArgumentException("kinship: no plumage " + name.asString());
            }
            plumages.add(plumage);
        }
        return List.copyOf(plumages);
    }

    boolean knowsGenus(String genus) {
        return byGenus.containsKey(genus);
    }

    /** All birds that can be guessed, in every plumage, without a name. */
    List<Recipe> guesses() {
        return plumages.entrySet().stream()
                .flatMap(family -> family.getValue().stream()
                        .map(layers -> new Recipe("", family.getKey().name(), Set.of(), family.getKey(), layers, true)))
                .toList();
    }

    /** A generic recipe; the seed chooses the plumage. */
    Recipe guess(String scientificName, String commonName, long seed) {
        Archetype archetype = archetype(scientificName, commonName);
        List<List<Layer>> likely = plumages.getOrDefault(archetype, List.of());
        List<Layer> layers = new ArrayList<>(likely.get((int) Math.floorMod(seed, (long) likely.size())));
        colourIn(commonName).ifPresent(colour -> layers.add(1, Layer.parse(Area.BACK.label(), colour)));
        colourIn(commonName).ifPresent(colour -> layers.add(Layer.parse(Area.BREAST.label(), colour)));
        return new Recipe(scientificName, commonName, Set.of(), archetype, layers, true);
    }

    private Archetype archetype(String scientificName, String commonName) {
        Archetype ofGenus = byGenus.get(scientificName.split(" ", 2)[0]);
        if (ofGenus != null) {
            return ofGenus;
        }
        return words(commonName).reversed().stream()
                .filter(byWord::containsKey)
                .findFirst()
                .map(byWord::get)
                .orElse(anyBird);
    }

    private Optional<String> colourIn(String commonName) {
        return words(commonName).stream()
                .filter(colours::containsKey)
                .findFirst()
                .map(colours::get);
    }

    private static List<String> words(String name) {
        return Arrays.asList(name.toLowerCase(Locale.ROOT).split("[^a-z]+", -1));
    }
}
