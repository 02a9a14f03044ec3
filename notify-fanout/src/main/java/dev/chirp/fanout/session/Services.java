package dev.chirp.fanout.session;

import dev.chirp.security.TokenVerifier;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What sessions need from the rest of the service.
 *
 * @param tokens verifies away from the event loops
 * @param revoked whether a sign-in has been revoked
 */
public record Services(
        Channels channels,
        Directory directory,
        Snapshots snapshots,
        Positions positions,
        Roster roster,
        TokenVerifier tokens,
        Predicate<UUID> revoked) {}
