package dev.chirp.song;

/** A bird that the songbook has a score for; one that lives in both regions stands in one of them. */
public record Species(String scientificName, String commonName, Region region) implements SoundSource {}
