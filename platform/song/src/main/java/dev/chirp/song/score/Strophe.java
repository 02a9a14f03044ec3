package dev.chirp.song.score;

import dev.chirp.song.variation.Range;
import java.util.List;

/**
 * One song or call of a species.
 *
 * @param order whether the groups are sung as written or drawn at random for every rendition
 * @param length number of groups drawn for one rendition; unused when they are sung as written
 * @param pause silence after one rendition, in seconds
 * @param weight how often this strophe is chosen beside the species' others
 */
public record Strophe(Order order, Range length, Range pause, double weight, List<NoteGroup> groups) {
    public Strophe {
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("song without groups");
        }
        groups = List.copyOf(groups);
    }

    public enum Order {
        WRITTEN,
        SHUFFLED
    }
}
