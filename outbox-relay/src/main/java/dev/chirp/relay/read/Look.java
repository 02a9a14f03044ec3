package dev.chirp.relay.read;

import org.jspecify.annotations.Nullable;

/**
 * The present, and what was read in the same statement.
 *
 * @param page of the first group of lanes; null when only the present was asked for
 */
public record Look(Observation present, @Nullable Page page) {}
