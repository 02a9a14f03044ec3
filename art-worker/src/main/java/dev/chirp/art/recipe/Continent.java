package dev.chirp.art.recipe;

import java.util.Arrays;

/** Where a species is at home. */
public enum Continent {
    AMERICA("america"),
    EUROPE("europe");

    private final String label;

    Continent(String label) {
        this.label = label;
    }

    /** The name in data files; America is the northern one. */
    public static Continent labelled(String label) {
        return Arrays.stream(values())
                .filter(continent -> continent.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("home: " + label + " (expected: america, europe)"));
    }
}
