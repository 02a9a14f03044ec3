package dev.chirp.song.score;

import dev.chirp.song.variation.Range;
import java.util.List;

/**
 * One song or call of a species.
 *
 * @param kind a song, or a call
 * @param order whether the groups are sung as written or drawn at random for every rendition
 * @param length number of groups drawn for one rendition; unused when they are sung as written
 * @param pause silence after one rendition, in seconds
 * @param weight how often this strophe is chosen beside the species' others
 */
public record Strophe(Kind kind, Order order, Range length, Range pause, double weight, List<NoteGroup> groups) {
    public Strophe {
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("song without groups");
        }
        groups = List.copyOf(groups);
    }

    /** What a field guide tells apart: the song of a territory's owner, and everything else that a bird says. */
    public enum Kind {
        SONG,
        CALL
    }

    public enum Order {
        WRITTEN,
        SHUFFLED
    }
}
