package dev.chirp.classify.place;

import java.util.List;

/**
 * The operator's choice of species, by scientific or common names; names that the model does not know are without effect.
 *
 * @param only when not empty, all others are excluded
 * @param never are excluded
 */
public record SpeciesNames(List<String> only, List<String> never) {
    public static final SpeciesNames ALL = new SpeciesNames(List.of(), List.of());

    public SpeciesNames {
        only = List.copyOf(only);
        never = List.copyOf(never);
    }
}
