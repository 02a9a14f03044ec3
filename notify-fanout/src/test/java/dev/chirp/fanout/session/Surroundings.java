package dev.chirp.fanout.session;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.LiveChannel;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.channel.Snapshot;
import dev.chirp.fanout.channel.SnapshotChannel;
import dev.chirp.security.AccessToken;
import dev.chirp.security.TokenVerifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** What sessions of tests find around them: answers as told, and keeps what it was told. */
public final class Surroundings implements Directory, Snapshots, Positions, Roster, TokenVerifier {
    final Map<String, LiveChannel> known = new HashMap<>();
    final Map<SnapshotChannel, String> states = new HashMap<>();
    final Map<String, AccessToken> tokens = new HashMap<>();
    final Map<String, Position> acked = new HashMap<>();
    final List<String> roster = new ArrayList<>();
    final Set<UUID> revoked = new HashSet<>();
    CompletableFuture<Map<String, Position>> positions = CompletableFuture.completedFuture(Map.of());

    public Services services(Channels channels) {
        return new Services(channels, this, this, this, this, this, revoked::contains);
    }

    @Override
    public CompletableFuture<LiveChannel> find(long userId, String name) {
        LiveChannel channel = name.equals(DurableChannel.USER) ? DurableChannel.user(userId) : known.get(name);
        return channel == null
                ? CompletableFuture.failedFuture(ChannelRefused.unknown())
                : CompletableFuture.completedFuture(channel);
    }

    @Override
    public CompletableFuture<Snapshot> read(SnapshotChannel channel) {
        return CompletableFuture.completedFuture(
                Snapshot.of(channel, Instant.EPOCH, EventJson.MAPPER.readTree(states.get(channel))));
    }

    @Override
    public void acked(long userId, String clientId, String channel, Position position) {
        acked.put(userId + "/" + clientId + "/" + channel, position);
    }

    @Override
    public CompletableFuture<Map<String, Position>> of(long userId, String clientId) {
        return positions;
    }

    @Override
    public void here(Client client, boolean idle) {
        roster.add(idle ? "idle" : "here");
    }

    @Override
    public void again(Client client, boolean idle) {
        roster.add("again");
    }

    @Override
    public void gone(Client client) {
        roster.add("gone");
    }

    void token(String text, long userId, UUID signIn, Instant expiresAt) {
        tokens.put(text, new AccessToken(userId, signIn, "default", Set.of("user"), Instant.EPOCH, expiresAt));
    }

    @Override
    public AccessToken verify(String token) throws InvalidToken {
        AccessToken known = tokens.get(token);
        if (known == null) {
            throw new InvalidToken("not known here");
        }
        return known;
    }
}
