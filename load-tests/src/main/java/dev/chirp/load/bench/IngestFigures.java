package dev.chirp.load.bench;

import dev.chirp.load.device.StoredClips;
import java.util.List;

/** What has to be true of the clips of a fleet, whatever was measured with it. */
final class IngestFigures {
    private IngestFigures() {}

    /** @param done whether all devices had everything committed in time */
    static void add(String part, StoredClips stored, boolean done, List<Figure> figures) {
        figures.add(Figure.of(part + ": clips committed", "count", (double) stored.expected()));
        figures.add(Figure.below(part + ": time ran out for some device", "count", done ? 0.0 : 1.0, 1));
        figures.add(Figure.below(part + ": committed clips lost", "count", (double) stored.lost(), 1));
        figures.add(Figure.below(part + ": clips stored twice", "count", (double) stored.twice(), 1));
        figures.add(Figure.below(
                "%s: recordings that differ, of %d read".formatted(part, stored.compared()),
                "count",
                (double) stored.different(),
                1));
    }
}
