package dev.chirp.song.score;

import dev.chirp.song.score.Strophe.Kind;
import java.util.List;
import java.util.Locale;

/** All that a species sings. */
public record Repertoire(String scientificName, String commonName, List<Strophe> strophes) {
    public Repertoire {
        if (strophes.isEmpty()) {
            throw new IllegalArgumentException(commonName + ": no songs");
        }
        strophes = List.copyOf(strophes);
    }

    public boolean has(Kind kind) {
        return strophes.stream().anyMatch(strophe -> strophe.kind() == kind);
    }

    /** The songs or the calls alone; an error names the species that has none. */
    public Repertoire only(Kind kind) {
        if (!has(kind)) {
            throw new IllegalArgumentException("%s has no %s (it has: %s)"
                    .formatted(
                            commonName,
                            kind.name().toLowerCase(Locale.ROOT),
                            strophes.getFirst().kind().name().toLowerCase(Locale.ROOT)));
        }
        return new Repertoire(
                scientificName,
                commonName,
                strophes.stream().filter(strophe -> strophe.kind() == kind).toList());
    }
}
