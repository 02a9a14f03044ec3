package dev.chirp.fanout.socket;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.fanout.redis.Subscriptions;
import dev.chirp.fanout.session.SessionMeters.Snapshot;
import dev.chirp.fanout.session.SessionScope;
import dev.chirp.security.TokenVerifier;
import dev.chirp.security.TokenVerifier.InvalidToken;
import dev.chirp.web.RequestId;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Counts of this instance, for who has the scope {@code ops}. */
public final class Stats {
    private final TokenVerifier tokens;
    private final SessionScope scope;
    private final Subscriptions subscriptions;

    Stats(TokenVerifier tokens, SessionScope scope, Subscriptions subscriptions) {
        this.tokens = tokens;
        this.scope = scope;
        this.subscriptions = subscriptions;
    }

    /** Answers the request; completes when the answer is written. */
    public Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        String requestId = RequestId.of(request.requestHeaders().get(RequestId.HEADER));
        return Mono.justOrEmpty(Bearer.of(request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION)))
                .flatMap(tokens::verifyAsync)
                .map(Optional::of)
                .onErrorResume(InvalidToken.class, invalid -> Mono.just(Optional.empty()))
                .defaultIfEmpty(Optional.empty())
                .flatMap(token -> {
                    if (token.isEmpty()) {
                        return Refusal.INVALID_TOKEN.send(response, requestId);
                    }
                    return token.get().hasScope("ops")
                            ? counts(response)
                            : Refusal.MISSING_SCOPE.send(response, requestId);
                });
    }

    private Mono<Void> counts(HttpServerResponse response) {
        Snapshot now = scope.meters().snapshot();
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put(
                "connections",
                Map.of(
                        "open", now.open(),
                        "idle", now.idle(),
                        "closing", now.closing(),
                        "dropped", now.dropped()));
        counts.put("deliveries", now.deliveries());
        counts.put("unacked", now.unacked());
        counts.put("drops", now.drops());
        counts.put("queue_bytes", now.queueBytes());
        counts.put("redis_probe_age_ms", subscriptions.probeAge().toMillis());
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .sendByteArray(Mono.just(EventJson.MAPPER.writeValueAsBytes(counts)))
                .then();
    }
}
