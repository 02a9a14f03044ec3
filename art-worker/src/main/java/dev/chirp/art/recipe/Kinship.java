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
    private final List<List<Layer>> plumages = new ArrayList<>();
    private final Archetype anyBird;

    /** Reads {@code {"shapes": {archetype: {"genera", "words"}}, "plumages": [{"layers"}], "colours": {word: colour}}}. */
    Kinship(JsonNode book, Archetypes archetypes) {
        anyBird = archetypes.named(ANY_BIRD).orElseThrow();
        for (Map.Entry<String, JsonNode> entry : book.required("shapes").properties()) {
            Archetype archetype = archetypes
                    .named(entry.getKey())
                    .orElseThrow(() -> new IllegalArgumentException("kinship: no archetype " + entry.getKey()));
            entry.getValue().required("genera").forEach(genus -> byGenus.put(genus.asString(), archetype));
            entry.getValue().required("words").forEach(word -> byWord.put(word.asString(), archetype));
        }
        for (JsonNode plumage : book.required("plumages")) {
            plumages.add(Recipes.layers(plumage.required("layers")));
        }
        book.required("colours")
                .properties()
                .forEach(
                        colour -> colours.put(colour.getKey(), colour.getValue().asString()));
    }

    /** A generic recipe; the seed chooses the plumage. */
    Recipe guess(String scientificName, String commonName, long seed) {
        Archetype archetype = archetype(scientificName, commonName);
        List<Layer> layers = new ArrayList<>(plumages.get((int) Math.floorMod(seed, (long) plumages.size())));
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
