package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.EventTime;
import dev.chirp.fanout.channel.LiveChannel;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.channel.SnapshotChannel;
import dev.chirp.fanout.session.ClientOp.Wanted;
import dev.chirp.security.AccessToken;
import dev.chirp.security.TokenVerifier.InvalidToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a client asks for, done and answered. Owned by the session's event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // Outcomes are taken in the callbacks.
final class Ops {
    private final Session session;
    private final List<Subscription> subscriptions = new ArrayList<>(1);
    /** Names of channels that were asked for and not yet found. */
    private final Set<String> looking = new HashSet<>();

    private boolean begun;
    private boolean connected;

    Ops(Session session) {
        this.session = session;
    }

    /** Subscribes to the user's own channel; {@code connected} follows when its position is known. */
    void begin(@Nullable Position since) {
        begun = true;
        Client client = session.client();
        add(DurableChannel.user(client.userId())).begin(since, state -> {
            connected = true;
            session.connected(state);
        });
    }

    void end() {
        subscriptions.forEach(Subscription::leave);
        subscriptions.clear();
    }

    void handle(ClientOp op) {
        switch (op) {
            case ClientOp.Pong() -> {}
            case ClientOp.Ping(String id) -> session.control("pong", reply(id));
            case ClientOp.Bad(String id, String detail) -> refuse(id, "bad_request", detail, false);
            case ClientOp.Subscribe(String id, List<Wanted> wanted) -> wanted.forEach(one -> subscribe(id, one));
            case ClientOp.Unsubscribe unsubscribe -> unsubscribe(unsubscribe);
            case ClientOp.Ack ack -> ack(ack);
            case ClientOp.Refresh refresh -> refresh(refresh);
            case ClientOp.Presence(String id, String channel) -> presence(id, channel);
        }
    }

    private void subscribe(@Nullable String id, Wanted wanted) {
        String name = wanted.channel();
        if (isSubscribed(name) || looking.contains(name)) {
            refuse(replyOf(id, wanted), "already_subscribed", "channel is subscribed already", false);
        } else if (subscriptions.size() + looking.size() >= session.settings().maxChannels()) {
            session.close(CloseReason.CHANNEL_LIMIT);
        } else {
            looking.add(name);
            find(name, (channel, failure) -> {
                if (!looking.remove(name)) {
                    return; // Unsubscribed meanwhile.
                }
                if (channel == null) {
                    refuse(replyOf(id, wanted), failure);
                } else {
                    add(channel).begin(wanted.since(), state -> {
                        Map<String, Object> data = reply(id);
                        data.put("channels", List.of(state));
                        session.control("subscribed", data);
                    });
                }
            });
        }
    }

    /** Calls back on the event loop, unless the session ends first. */
    private void find(String name, BiConsumer<@Nullable LiveChannel, @Nullable Throwable> found) {
        session.services()
                .directory()
                .find(session.client().userId(), name)
                .whenComplete((channel, failure) -> session.eventLoop().execute(() -> {
                    if (session.isOpen()) {
                        found.accept(channel, failure);
                        session.flush();
                    }
                }));
    }

    private Subscription add(LiveChannel channel) {
        Subscription subscription = Subscription.of(channel, session);
        subscriptions.add(subscription);
        return subscription;
    }

    private void unsubscribe(ClientOp.Unsubscribe op) {
        if (!connected && op.channels().contains(DurableChannel.USER)) {
            refuse(op.id(), "bad_request", "the channel user is being subscribed; wait for connected", true);
            return;
        }
        for (String name : op.channels()) {
            looking.remove(name);
            subscription(name).ifPresent(subscription -> {
                subscriptions.remove(subscription);
                subscription.leave();
            });
        }
        Map<String, Object> data = reply(op.id());
        data.put("channels", op.channels());
        session.control("unsubscribed", data);
    }

    private void ack(ClientOp.Ack op) {
        Optional<Subscription> found = subscription(op.channel());
        if (found.isEmpty() || !(found.get() instanceof DurableSubscription durable)) {
            refuse(op.id(), "not_subscribed", "no channel with offsets of this name is subscribed", false);
            return;
        }
        Optional<Position> acked = durable.ack(op.offset());
        if (acked.isEmpty()) {
            refuse(op.id(), "bad_request", "the offset has not been sent yet", false);
            return;
        }
        Client client = session.client();
        if (client.clientId() != null) {
            session.services().positions().acked(client.userId(), client.clientId(), op.channel(), acked.get());
        }
        Map<String, Object> data = reply(op.id());
        data.put("channel", op.channel());
        data.put("offset", acked.get().offset());
        session.control("acked", data);
    }

    private void refresh(ClientOp.Refresh op) {
        session.services()
                .tokens()
                .verifyAsync(op.token())
                .subscribe(
                        token -> session.eventLoop().execute(() -> refreshed(op.id(), token)),
                        failure -> session.eventLoop().execute(() -> {
                            refuse(op.id(), failure);
                            session.flush();
                        }));
    }

    private void refreshed(@Nullable String id, AccessToken token) {
        if (token.userId() != session.client().userId() || !token.hasScope("user")) {
            refuse(id, "invalid_token", "the token is not of this user", false);
        } else if (session.services().revoked().test(token.sessionId())) {
            session.close(CloseReason.FORCED);
        } else {
            session.renew(token);
            Map<String, Object> data = reply(id);
            data.put("token_expires_at", EventTime.format(token.expiresAt()));
            session.control("refreshed", data);
        }
        session.flush();
    }

    private void presence(@Nullable String id, String name) {
        if (!name.equals(DurableChannel.USER)) {
            refuse(id, "unknown_channel", "presence is known of the channel user", false);
            return;
        }
        session.services()
                .snapshots()
                .read(SnapshotChannel.presence(session.client().userId()))
                .whenComplete((snapshot, failure) -> session.eventLoop().execute(() -> {
                    if (snapshot == null) {
                        refuse(id, failure);
                    } else {
                        Map<String, Object> data = reply(id);
                        snapshot.data().properties().forEach(field -> data.put(field.getKey(), field.getValue()));
                        session.control("presence", data);
                    }
                    session.flush();
                }));
    }

    private Optional<Subscription> subscription(String name) {
        return subscriptions.stream()
                .filter(subscription -> subscription.channel().name().equals(name))
                .findFirst();
    }

    private boolean isSubscribed(String name) {
        return subscription(name).isPresent() || (!begun && name.equals(DurableChannel.USER));
    }

    private void refuse(@Nullable String id, @Nullable Throwable failure) {
        refuse(reply(id), failure);
    }

    private void refuse(Map<String, Object> reply, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        switch (cause) {
            case ChannelRefused refused -> refuse(reply, refused.code(), String.valueOf(refused.getMessage()), false);
            case InvalidToken invalid -> refuse(reply, "invalid_token", "the token is malformed or expired", false);
            case null, default -> refuse(reply, "overloaded", "this cannot be answered now; try again", true);
        }
    }

    private void refuse(@Nullable String id, String code, String detail, boolean temporary) {
        refuse(reply(id), code, detail, temporary);
    }

    private void refuse(Map<String, Object> reply, String code, String detail, boolean temporary) {
        reply.put("code", code);
        reply.put("detail", detail);
        reply.put("temporary", temporary);
        session.control("error", reply);
    }

    /** One operation can name several channels; each is refused by itself. */
    private static Map<String, Object> replyOf(@Nullable String id, Wanted wanted) {
        Map<String, Object> reply = reply(id);
        reply.put("channel", wanted.channel());
        return reply;
    }

    private static Map<String, Object> reply(@Nullable String opId) {
        Map<String, Object> data = new HashMap<>();
        if (opId != null) {
            data.put("op_id", opId);
        }
        return data;
    }
}
