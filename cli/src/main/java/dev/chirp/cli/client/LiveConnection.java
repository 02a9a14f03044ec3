package dev.chirp.cli.client;

import dev.chirp.contracts.event.EventJson;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One live socket: answers pings, hands on every frame on the client's thread, and notices when the server is gone. */
final class LiveConnection implements WebSocket.Listener {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(40);
    private static final int STAY_AWAY_FROM = 4500;
    private static final int STAY_AWAY_TO = 4999;

    private final Consumer<JsonNode> frames;
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<Ended> end = new CompletableFuture<>();
    private volatile long lastHeardNanos = System.nanoTime();
    private volatile @Nullable WebSocket socket;

    /** Why it ended, and whether the server wants to see this client again. */
    record Ended(String reason, boolean comeBack) {}

    /** The connection could not be made. */
    static final class Refused extends RuntimeException {
        Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private LiveConnection(Consumer<JsonNode> frames) {
        this.frames = frames;
    }

    static LiveConnection open(Api api, @Nullable String since, Consumer<JsonNode> frames) {
        LiveConnection connection = new LiveConnection(frames);
        try {
            connection.socket = api.http()
                    .newWebSocketBuilder()
                    .connectTimeout(CONNECT_TIMEOUT)
                    .buildAsync(api.liveUri(since), connection)
                    .join();
            return connection;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException handshake) {
                int status = handshake.getResponse().statusCode();
                throw new Refused(
                        "The server refused the live connection with status %d.".formatted(status), handshake);
            }
            throw new Refused("The live connection could not be made: %s.".formatted(e.getCause()), e);
        }
    }

    /** Blocks until the socket is closed, broken or silent for too long. */
    Ended awaitEnd() throws InterruptedException {
        WebSocket open = socket;
        while (true) {
            long quiet = System.nanoTime() - lastHeardNanos;
            if (quiet > SILENCE_LIMIT.toNanos()) {
                if (open != null) {
                    open.abort();
                }
                return new Ended("silence", true);
            }
            try {
                return end.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                // Still open; look at the silence again.
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        lastHeardNanos = System.nanoTime();
        partial.append(data);
        if (last) {
            JsonNode frame = EventJson.MAPPER.readTree(partial.toString());
            partial.setLength(0);
            if (frame.path("event").asString("").equals("ping")) {
                var _ = from.sendText("{\"op\":\"pong\"}", true);
            }
            frames.accept(frame);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        lastHeardNanos = System.nanoTime();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        boolean stayAway = code >= STAY_AWAY_FROM && code <= STAY_AWAY_TO;
        end.complete(new Ended(reason.isEmpty() ? "code " + code : reason, !stayAway));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        end.complete(new Ended(String.valueOf(failure.getMessage()), true));
    }
}
