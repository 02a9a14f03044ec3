package dev.chirp.fanout.session;

import dev.chirp.security.TokenVerifier;

/** What sessions need from the rest of the service. */
public record Services(
        Channels channels,
        Directory directory,
        Snapshots snapshots,
        Positions positions,
        Roster roster,
        TokenVerifier tokens) {}
