package dev.chirp.classify.place;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.chirp.classify.model.GeographicModel;
import dev.chirp.classify.model.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which classes may be the answer: birds that the operator has not excluded and that live at the place in that week.
 * Safe for use by many threads.
 */
public final class SpeciesFilter {
    public static final String OUT_OF_RANGE = "out_of_range";
    public static final String EXCLUDED = "excluded";
    public static final String HUMAN = "human";
    public static final String NON_EVENT = "non_event";

    private static final int REMEMBERED_PLACES = 1_000;

    private final List<Label> labels;
    private final Set<String> only;
    private final Set<String> never;
    private final @Nullable GeographicModel range;
    private final List<@Nullable String> anywhere;
    private final LoadingCache<Place, List<@Nullable String>> byPlace =
            Caffeine.newBuilder().maximumSize(REMEMBERED_PLACES).build(this::at);

    /** @param range null when the pack has no geographic model */
    public SpeciesFilter(List<Label> labels, SpeciesNames names, @Nullable GeographicModel range) {
        this.labels = labels;
        this.only = Set.copyOf(names.only());
        this.never = Set.copyOf(names.never());
        this.range = range;
        this.anywhere = reasons(null);
    }

    /** A filter of the classes alone. */
    public static SpeciesFilter of(List<Label> labels) {
        return new SpeciesFilter(labels, SpeciesNames.ALL, null);
    }

    /** Per class why it cannot be the answer; null when it can. */
    public List<@Nullable String> reasonsAt(@Nullable Place place) {
        return place == null || range == null ? anywhere : byPlace.get(place);
    }

    private List<@Nullable String> at(Place place) {
        return reasons(range == null ? null : range.present(place));
    }

    private List<@Nullable String> reasons(boolean @Nullable [] present) {
        List<@Nullable String> reasons = new ArrayList<>(labels.size());
        for (int i = 0; i < labels.size(); i++) {
            reasons.add(reason(labels.get(i), present == null || present[i]));
        }
        return reasons;
    }

    private @Nullable String reason(Label label, boolean present) {
        return switch (label.kind()) {
            case HUMAN -> HUMAN;
            case OTHER -> NON_EVENT;
            case BIRD -> {
                if (isIn(never, label) || (!only.isEmpty() && !isIn(only, label))) {
                    yield EXCLUDED;
                }
                yield present ? null : OUT_OF_RANGE;
            }
        };
    }

    private static boolean isIn(Set<String> names, Label label) {
        return Stream.of(label.scientificName(), label.commonName()).anyMatch(names::contains);
    }
}
