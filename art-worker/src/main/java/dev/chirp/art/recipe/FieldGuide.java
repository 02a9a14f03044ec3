package dev.chirp.art.recipe;

import dev.chirp.art.shape.Archetype;
import dev.chirp.art.shape.Archetypes;
import dev.chirp.art.shape.Area;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Everything that is known of the looks of birds. Immutable; reading it checks every entry. */
public final class FieldGuide {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final List<String> SILHOUETTES =
            List.of("aerial", "crows", "landfowl", "owls", "raptors", "songbirds", "tits", "waterbirds", "woodpeckers");
    private static final List<String> SPECIES = List.of(
            "aerial",
            "blackbirds",
            "crows",
            "doves",
            "finches",
            "flycatchers",
            "landfowl",
            "larks",
            "owls",
            "raptors",
            "sparrows",
            "thrushes",
            "tits",
            "warblers",
            "water",
            "woodpeckers",
            "wrens");
    private final Archetypes archetypes;
    private final Recipes recipes;
    private final Kinship kinship;

    private FieldGuide(JsonNode head, JsonNode archetypes, JsonNode species, JsonNode kinship) {
        this.archetypes = Archetypes.read(head, archetypes);
        this.recipes = Recipes.read(species, this.archetypes);
        this.kinship = new Kinship(kinship, this.archetypes);
    }

    /** Reads the books of this module; {@link IllegalArgumentException} names the first entry that is wrong. */
    public static FieldGuide read() {
        return new FieldGuide(
                book("silhouettes/head.json"),
                books("silhouettes/", SILHOUETTES),
                books("species/", SPECIES),
                book("kinship.json"));
    }

    /** The recipe of a species; a generic one when its looks are not written down. */
    public Recipe of(String scientificName, String commonName, long seed) {
        return recipes.of(scientificName).orElseGet(() -> kinship.guess(scientificName, commonName, seed));
    }

    /** A bird of no species: a grey silhouette. */
    public Recipe placeholder() {
        Archetype shape = archetypes.named("songbird").orElseThrow();
        List<Layer> grey = List.of(Area.BODY, Area.WING, Area.TAIL, Area.BILL, Area.LEGS, Area.EYE).stream()
                .map(area -> new Layer(area, Texture.PLAIN, area == Area.EYE ? 0xd8d5de : 0xa9a5b2))
                .toList();
        return new Recipe("placeholder", "Placeholder", Set.of(), shape, grey, true);
    }

    /** Whether the family of a genus is known. */
    public boolean knowsGenus(String genus) {
        return kinship.knowsGenus(genus);
    }

    /** Every silhouette in every plumage that a species without a recipe can get. */
    public List<Recipe> guesses() {
        return kinship.guesses();
    }

    /** The species whose looks are written down. */
    public Collection<Recipe> species() {
        return recipes.all();
    }

    private static JsonNode books(String folder, List<String> names) {
        ObjectNode all = MAPPER.createObjectNode();
        for (String name : names) {
            for (Map.Entry<String, JsonNode> entry :
                    book(folder + name + ".json").properties()) {
                if (all.has(entry.getKey())) {
                    throw new IllegalArgumentException(entry.getKey() + " is written twice in " + folder);
                }
                all.set(entry.getKey(), entry.getValue());
            }
        }
        return all;
    }

    private static JsonNode book(String name) {
        try (InputStream in = FieldGuide.class.getResourceAsStream("/art/" + name)) {
            if (in == null) {
                throw new IllegalStateException("/art/" + name + " is not on the class path");
            }
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
