package dev.chirp.fanout.socket;

import dev.chirp.contracts.event.EventId;
import dev.chirp.fanout.access.Revocations;
import dev.chirp.fanout.access.Tickets;
import dev.chirp.fanout.session.Client;
import dev.chirp.fanout.session.Session;
import dev.chirp.fanout.session.SessionScope;
import dev.chirp.security.AccessToken;
import dev.chirp.security.TokenVerifier;
import dev.chirp.security.TokenVerifier.InvalidToken;
import dev.chirp.web.RequestId;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/** Turns an HTTP request into a session, or refuses it: everything is checked before the upgrade is answered. */
public final class Upgrade {
    private static final Logger log = LoggerFactory.getLogger(Upgrade.class);

    /** For simple clients: the same frames with some fields more. */
    public static final String SIMPLE_PATH = "/ws/events";

    private final TokenVerifier tokens;
    private final Tickets tickets;
    private final Revocations revocations;
    private final SessionScope scope;
    private final SocketGate gate;
    private final Origins origins;
    private final Takeover takeover;
    private final WebsocketServerSpec spec;

    Upgrade(
            TokenVerifier tokens,
            Tickets tickets,
            Revocations revocations,
            SessionScope scope,
            SocketGate gate,
            SocketSettings settings) {
        this.tokens = tokens;
        this.tickets = tickets;
        this.revocations = revocations;
        this.scope = scope;
        this.gate = gate;
        this.origins = new Origins(settings.allowedOrigins());
        int maxMessageBytes = (int) settings.maxMessage().toBytes();
        this.takeover = new Takeover(new SocketHandler(maxMessageBytes, gate::leave), settings);
        this.spec = WebsocketServerSpec.builder()
                .maxFramePayloadLength(maxMessageBytes)
                .build();
    }

    /** Answers the request; completes when the answer is written. */
    public Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        HttpHeaders headers = request.requestHeaders();
        String requestId = RequestId.of(headers.get(RequestId.HEADER));
        Optional<Refusal> refusal = refusal(headers);
        if (refusal.isPresent()) {
            return refusal.get().send(response, requestId);
        }
        ConnectRequest wanted = ConnectRequest.of(request.uri(), headers.get(HttpHeaderNames.AUTHORIZATION));
        boolean simple = request.fullPath().equals(SIMPLE_PATH);
        return authenticate(wanted)
                .filter(token -> !revocations.contains(token.sessionId()))
                .publishOn(Schedulers.fromExecutor(eventLoop(request)))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(token -> token.map(valid -> admit(response, wanted, simple, valid, requestId))
                        .orElseGet(() -> Refusal.INVALID_TOKEN.send(response, requestId)))
                .onErrorResume(Unanswered.class, away -> Refusal.OVERLOADED.send(response, requestId));
    }

    /** Who asks; empty when neither the token nor the ticket is good. */
    private Mono<AccessToken> authenticate(ConnectRequest wanted) {
        return wanted.ticket()
                .map(ticket -> tickets.redeem(ticket).onErrorMap(Unanswered::new))
                .or(() -> wanted.token()
                        .map(token -> tokens.verifyAsync(token)
                                .onErrorResume(InvalidToken.class, invalid -> Mono.empty())
                                .onErrorMap(RejectedExecutionException.class, Unanswered::new)))
                .orElse(Mono.empty());
    }

    /** Whether a ticket or a token is good could not be found out. */
    private static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unanswered(Throwable cause) {
            super(cause);
        }
    }

    private Optional<Refusal> refusal(HttpHeaders headers) {
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)) {
            return Optional.of(Refusal.UPGRADE_REQUIRED);
        }
        if (!gate.isAccepting()) {
            return Optional.of(Refusal.DRAINING);
        }
        if (gate.isFull()) {
            return Optional.of(Refusal.OVERLOADED);
        }
        return origins.allow(headers.get(HttpHeaderNames.ORIGIN), headers.get(HttpHeaderNames.HOST))
                ? Optional.empty()
                : Optional.of(Refusal.ORIGIN_NOT_ALLOWED);
    }

    private Mono<Void> admit(
            HttpServerResponse response, ConnectRequest wanted, boolean simple, AccessToken token, String requestId) {
        if (!token.hasScope("user")) {
            return Refusal.MISSING_SCOPE.send(response, requestId);
        }
        var client = new Client(
                EventId.next(),
                token.userId(),
                token.sessionId(),
                wanted.clientId(),
                simple,
                token.expiresAt(),
                wanted.since());
        return response.sendWebsocket(
                (in, out) -> {
                    in.withConnection(connection -> open(connection, client, requestId));
                    // The session closes its channel itself; the bridge that would wait for this is gone.
                    return Mono.never();
                },
                spec);
    }

    private void open(Connection upgraded, Client client, String requestId) {
        Channel channel = upgraded.channel();
        var session = new Session(channel, client, scope);
        takeover.of(upgraded, session);
        log.atInfo()
                .addKeyValue("request_id", requestId)
                .addKeyValue("session_id", client.sessionId())
                .addKeyValue("user_id", client.userId())
                .log("Socket opened");
        gate.enter(session);
        if (!channel.isActive()) {
            session.onGone();
        }
    }

    private static EventLoop eventLoop(HttpServerRequest request) {
        var loop = new AtomicReference<EventLoop>();
        request.withConnection(connection -> loop.set(connection.channel().eventLoop()));
        return Objects.requireNonNull(loop.get(), "withConnection calls back at once");
    }
}
