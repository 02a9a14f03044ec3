package dev.chirp.song.score;

import dev.chirp.song.score.Note.Modulation;
import dev.chirp.song.score.Strophe.Kind;
import dev.chirp.song.score.Strophe.Order;
import dev.chirp.song.variation.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads a songbook. Each line belongs to the nearest line of the kind before it; {@code #} starts a comment.
 *
 * <pre>
 * bird   SCIENTIFIC = COMMON
 * song   order=written|shuffled  length=groups per rendition (shuffled)  pause=after a rendition  weight=share
 * call   as song
 * group  times=repeats  rest=silence after  drift=pitch factor per repeat  quicken=time factor per repeat
 * note   len=length  hz=contour, points joined by &gt;  gap=silence after
 *        harmonics=amplitudes from the fundamental up  pulse=HERTZ/DEPTH of loudness  vibrato=HERTZ/DEPTH of pitch
 *        breath=share of noise  level=loudness
 * </pre>
 *
 * {@code a..b} is the range of a parameter between individuals. Times are seconds, frequencies Hz.
 */
public final class ScoreReader {
    private final List<Repertoire> birds = new ArrayList<>();
    private final List<Strophe> strophes = new ArrayList<>();
    private final List<NoteGroup> groups = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private ScoreLine bird = ScoreLine.parse("none");
    private ScoreLine song = bird;
    private ScoreLine group = bird;

    private ScoreReader() {}

    /** The species of a songbook, in its order; an error names the line. */
    public static List<Repertoire> read(List<String> lines) {
        var reader = new ScoreReader();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "");
            try {
                if (!line.isBlank()) {
                    reader.accept(ScoreLine.parse(line));
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("songbook, line %d: %s".formatted(i + 1, e.getMessage()), e);
            }
        }
        reader.endBird();
        return List.copyOf(reader.birds);
    }

    private void accept(ScoreLine line) {
        switch (line.keyword()) {
            case "bird" -> {
                endBird();
                bird = line;
            }
            case "song", "call" -> {
                endSong();
                song = line;
            }
            case "group" -> {
                endGroup();
                group = line;
            }
            case "note" -> notes.add(note(line));
            default ->
                throw new IllegalArgumentException(line.keyword() + " (expected: bird, song, call, group or note)");
        }
    }

    private void endBird() {
        endSong();
        if (strophes.isEmpty()) {
            return;
        }
        String[] names = bird.rest().split("=", 2);
        if (names.length != 2) {
            throw new IllegalArgumentException(bird.rest() + " (expected: SCIENTIFIC = COMMON)");
        }
        birds.add(new Repertoire(names[0].strip(), names[1].strip(), strophes));
        strophes.clear();
    }

    private void endSong() {
        endGroup();
        if (groups.isEmpty()) {
            return;
        }
        var strophe = new Strophe(
                Kind.valueOf(song.keyword().toUpperCase(Locale.ROOT)),
                Order.valueOf(song.text("order", "written").toUpperCase(Locale.ROOT)),
                song.range("length", groups.size()),
                song.range("pause", 1),
                Double.parseDouble(song.text("weight", "1")),
                groups);
        song.refuseUnknown();
        strophes.add(strophe);
        groups.clear();
    }

    private void endGroup() {
        if (notes.isEmpty()) {
            return;
        }
        var complete = new NoteGroup(
                group.range("times", 1),
                group.range("rest", 0),
                group.range("drift", 1),
                group.range("quicken", 1),
                notes);
        group.refuseUnknown();
        groups.add(complete);
        notes.clear();
    }

    private static Note note(ScoreLine line) {
        var note = new Note(
                Range.parse(line.required("len")),
                Arrays.stream(line.required("hz").split(">", -1))
                        .map(Range::parse)
                        .toList(),
                line.range("gap", 0),
                Arrays.stream(line.text("harmonics", "1").split(",", -1))
                        .map(Double::valueOf)
                        .toList(),
                modulation(line, "pulse"),
                modulation(line, "vibrato"),
                line.range("breath", 0),
                line.range("level", 1));
        line.refuseUnknown();
        return note;
    }

    private static Modulation modulation(ScoreLine line, String name) {
        String text = line.text(name, "");
        return text.isEmpty() ? Modulation.NONE : Modulation.parse(text);
    }
}
