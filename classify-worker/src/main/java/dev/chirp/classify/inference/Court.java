package dev.chirp.classify.inference;

import dev.chirp.classify.model.Manifest;
import dev.chirp.classify.place.SpeciesFilter;
import dev.chirp.classify.verdict.Judge;
import org.jspecify.annotations.Nullable;

/** From scores to a classification, with the place of the recording; remembers the scores. Thread-safe. */
final class Court {
    private final Manifest manifest;
    private final Judge judge;
    private final SpeciesFilter filter;
    private final ScoreCache cache;

    Court(Manifest manifest, Judge judge, SpeciesFilter filter, ScoreCache cache) {
        this.manifest = manifest;
        this.judge = judge;
        this.filter = filter;
        this.cache = cache;
    }

    /** Null when the recording was not heard before, or is not known by its hash. */
    @Nullable
    Classification remembered(Recording recording) {
        Scored scored = cache.find(recording.sha256());
        return scored == null ? null : classification(recording, scored);
    }

    /** Decides, and keeps the scores for the next time. */
    Classification judge(Recording recording, Scored scored) {
        cache.keep(recording.sha256(), scored);
        return classification(recording, scored);
    }

    private Classification classification(Recording recording, Scored scored) {
        return new Classification(
                judge.judge(scored.windows(), scored.durationSeconds(), filter.reasonsAt(recording.place())),
                scored.durationSeconds(),
                manifest,
                scored.embedding());
    }
}
