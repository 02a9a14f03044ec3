package dev.chirp.song;

/** A bird that the songbook has a score for. */
public record Species(String scientificName, String commonName) implements SoundSource {}
