package dev.chirp.song;

import dev.chirp.song.score.Repertoire;
import dev.chirp.song.score.ScoreReader;
import dev.chirp.song.score.Strophe.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything that can be synthesised, read once from the songbooks of the {@linkplain Region regions}. Immutable. */
public final class Songbook {
    private static final Map<Species, Repertoire> REPERTOIRES = read();

    private Songbook() {}

    /** All birds, in the songbooks' order, in which the next trained model will have its classes. */
    public static List<Species> species() {
        return List.copyOf(REPERTOIRES.keySet());
    }

    /** All birds, then the disturbances. */
    public static List<SoundSource> sources() {
        return Stream.<SoundSource>concat(species().stream(), Arrays.stream(Disturbance.values()))
                .toList();
    }

    /** Finds by common or scientific name, in any case. */
    public static Optional<SoundSource> find(String name) {
        return sources().stream()
                .filter(source -> isNamed(source, name.strip()))
                .findFirst();
    }

    /** Whether a species is known by this kind of voice. */
    public static boolean has(Species species, Kind kind) {
        return repertoire(species).has(kind);
    }

    static Repertoire repertoire(Species species) {
        Repertoire repertoire = REPERTOIRES.get(species);
        if (repertoire == null) {
            throw new IllegalArgumentException("species: " + species.commonName() + " (expected: one of the songbook)");
        }
        return repertoire;
    }

    private static boolean isNamed(SoundSource source, String name) {
        return source.commonName().equalsIgnoreCase(name)
                || (source instanceof Species species
                        && species.scientificName().equalsIgnoreCase(name));
    }

    private static Map<Species, Repertoire> read() {
        var repertoires = new LinkedHashMap<Species, Repertoire>();
        for (Region region : Region.values()) {
            for (Repertoire repertoire : ScoreReader.read(lines(region.file()))) {
                repertoires.put(new Species(repertoire.scientificName(), repertoire.commonName(), region), repertoire);
            }
        }
        return repertoires;
    }

    private static List<String> lines(String file) {
        try (InputStream in = Objects.requireNonNull(Songbook.class.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
