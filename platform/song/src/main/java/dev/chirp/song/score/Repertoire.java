package dev.chirp.song.score;

import java.util.List;

/** All that a species sings. */
public record Repertoire(String scientificName, String commonName, List<Strophe> strophes) {
    public Repertoire {
        if (strophes.isEmpty()) {
            throw new IllegalArgumentException(commonName + ": no songs");
        }
        strophes = List.copyOf(strophes);
    }
}
