package dev.chirp.relay.read;

import dev.chirp.relay.position.Snapshot;
import java.time.Instant;

/**
 * The present as the database sees it.
 *
 * @param streamEpoch what is stamped on records as {@code chirp_epoch}
 * @param at the database's clock
 */
public record Observation(Snapshot snapshot, long streamEpoch, Instant at) {}
