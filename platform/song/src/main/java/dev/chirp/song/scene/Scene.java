package dev.chirp.song.scene;

import dev.chirp.song.Region;
import dev.chirp.song.Songbook;
import dev.chirp.song.Species;
import dev.chirp.song.voice.Weather;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A place and an hour: who may sing there, how many and how often, in which weather, and what else is heard. */
// A record of numbers and a function without state: nothing in it changes.
@SuppressWarnings("ImmutableEnumChecker")
public enum Scene {
    BACKYARD("A suburban yard in North America.", in(Region.NORTH_AMERICA), 6, 8, Weather.STILL, 0.6),
    GARDEN("A European garden.", in(Region.EUROPE), 6, 8, Weather.STILL, 0.6),
    DAWN("The dawn chorus of a European garden: many at once.", in(Region.EUROPE), 12, 40, Weather.STILL, 0),
    STREET("A North American street: cars, voices, dogs, engines.", in(Region.NORTH_AMERICA), 4, 5, Weather.STREET, 5),
    RAIN("A European garden in the rain.", in(Region.EUROPE), 4, 5, Weather.RAIN, 0.3),
    WIND("A North American yard on a windy day.", in(Region.NORTH_AMERICA), 5, 6, Weather.WINDY, 0.5),
    NIGHT("Owls, a nightingale and crickets.", Scene::singsAtNight, 3, 4, Weather.SUMMER_NIGHT, 0.5);

    private final String description;
    private final Predicate<Species> inhabitants;
    private final int singers;
    private final double boutsPerMinute;
    private final Weather weather;
    private final double disturbancesPerMinute;

    Scene(
            String description,
            Predicate<Species> inhabitants,
            int singers,
            double boutsPerMinute,
            Weather weather,
            double disturbancesPerMinute) {
        this.description = description;
        this.inhabitants = inhabitants;
        this.singers = singers;
        this.boutsPerMinute = boutsPerMinute;
        this.weather = weather;
        this.disturbancesPerMinute = disturbancesPerMinute;
    }

    public static Optional<Scene> find(String name) {
        return Arrays.stream(values())
                .filter(scene -> scene.title().equalsIgnoreCase(name.strip()))
                .findFirst();
    }

    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String description() {
        return description;
    }

    List<Species> inhabitants() {
        return Songbook.species().stream().filter(inhabitants).toList();
    }

    /** Individuals, each with a place of its own. */
    int singers() {
        return singers;
    }

    double boutsPerMinute() {
        return boutsPerMinute;
    }

    Weather weather() {
        return weather;
    }

    double disturbancesPerMinute() {
        return disturbancesPerMinute;
    }

    private static Predicate<Species> in(Region region) {
        return species -> species.region() == region;
    }

    private static boolean singsAtNight(Species species) {
        return Set.of("Great Horned Owl", "Barred Owl", "Tawny Owl", "Common Nightingale")
                .contains(species.commonName());
    }
}
