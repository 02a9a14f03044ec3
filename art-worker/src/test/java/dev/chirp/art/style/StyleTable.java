package dev.chirp.art.style;

import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.recipe.Recipe;
import dev.chirp.art.sprite.Sprite;
import dev.chirp.art.sprite.SpriteArtist;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Prints the pairs of species that look most alike, then the sprites of the poorest style. Argument: how many. */
public final class StyleTable {
    record Pair(String one, String other, double distance) {}

    public static void main(String[] args) {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 40;
        List<Recipe> species = List.copyOf(FieldGuide.read().species());
        System.out.println("distance  species");
        pairs(species).stream()
                .limit(rows)
                .forEach(pair -> System.out.printf("%8.2f  %s - %s%n", pair.distance(), pair.one(), pair.other()));
        System.out.println("colours on light on dark  species");
        species.stream()
                .sorted(Comparator.comparingDouble(recipe -> worth(Style.of(sprite(recipe)))))
                .limit(rows)
                .forEach(recipe -> {
                    Style style = Style.of(sprite(recipe));
                    System.out.printf(
                            "%7d %8.1f %7.1f  %s%n",
                            style.colours(), style.onLight(), style.onDark(), recipe.commonName());
                });
    }

    /** All pairs, the most alike first. */
    static List<Pair> pairs(List<Recipe> species) {
        List<Likeness> looks =
                species.stream().map(recipe -> Likeness.of(sprite(recipe))).toList();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < species.size(); i++) {
            for (int j = 0; j < i; j++) {
                pairs.add(new Pair(
                        species.get(j).commonName(),
                        species.get(i).commonName(),
                        looks.get(i).distance(looks.get(j))));
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::distance));
        return pairs;
    }

    static Sprite sprite(Recipe recipe) {
        return SpriteArtist.sprite(recipe, SpriteArtist.seedOf(recipe.scientificName()));
    }

    private static double worth(Style style) {
        return style.colours() + Math.min(style.onLight(), style.onDark()) / 100;
    }

    private StyleTable() {}
}
