package dev.chirp.classify.verdict;

/** A species was heard from a moment to a later one, through all windows between them. */
public record Detection(
        String scientificName, String commonName, double startSeconds, double endSeconds, double confidence) {}
