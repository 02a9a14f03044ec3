package dev.chirp.classify.model;

/** The name of a class. */
public record Label(String scientificName, String commonName, Kind kind) {

    /** What a class stands for. */
    public enum Kind {
        BIRD,
        HUMAN,
        OTHER
    }

    public boolean isBird() {
        return kind == Kind.BIRD;
    }
}
