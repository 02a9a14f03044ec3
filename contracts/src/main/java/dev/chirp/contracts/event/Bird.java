package dev.chirp.contracts.event;

/** A species as documents and events show it; {@code pixelArtUrl} is a path on the platform's front. */
public record Bird(long id, String commonName, String scientificName, String pixelArtUrl) {}
