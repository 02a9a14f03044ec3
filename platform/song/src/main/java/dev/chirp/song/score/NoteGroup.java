package dev.chirp.song.score;

import dev.chirp.song.variation.Range;
import java.util.List;

/**
 * Notes sung in order, the whole repeated.
 *
 * @param times how often
 * @param rest silence after the last repeat, in seconds
 * @param drift factor on the pitch from one repeat to the next
 * @param quicken factor on lengths and gaps from one repeat to the next
 */
public record NoteGroup(Range times, Range rest, Range drift, Range quicken, List<Note> notes) {
    public NoteGroup {
        if (notes.isEmpty()) {
            throw new IllegalArgumentException("group without notes");
        }
        notes = List.copyOf(notes);
    }
}
