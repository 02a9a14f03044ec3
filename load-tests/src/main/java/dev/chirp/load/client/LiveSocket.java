package dev.chirp.load.client;

import dev.chirp.contracts.event.EventJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A live socket of one user; answers pings and keeps every other frame with the time of its arrival. */
public final class LiveSocket implements AutoCloseable, WebSocket.Listener {
    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket socket;

    /** A frame and {@link System#nanoTime()} at its arrival. */
    public record Frame(JsonNode json, long arrivedNanos) {
        public String event() {
            return json.required("event").asString();
        }

        public JsonNode data() {
            return json.required("data");
        }
    }

    private LiveSocket() {}

    public static LiveSocket open(HttpClient http, Chirper chirper) {
        LiveSocket listener = new LiveSocket();
        URI uri = URI.create(chirper.url().replaceFirst("^http", "ws") + "/ws?token=" + chirper.token());
        listener.socket = http.newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .buildAsync(uri, listener)
                .join();
        return listener;
    }

    /** The next frame that fits; others before it are dropped. */
    public Frame await(Predicate<Frame> wanted, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Frame frame = frames.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (frame == null) {
                throw new IllegalStateException("no such frame within " + timeout);
            }
            if (wanted.test(frame)) {
                return frame;
            }
        }
    }

    public BlockingQueue<Frame> frames() {
        return frames;
    }

    /** Completes with the close code. */
    public CompletableFuture<Integer> closed() {
        return closed;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        long now = System.nanoTime();
        partial.append(data);
        if (last) {
            JsonNode json = EventJson.MAPPER.readTree(partial.toString());
            partial.setLength(0);
            if (json.required("event").asString().equals("ping")) {
                var _ = webSocket.sendText("{\"op\":\"pong\"}", true);
            } else {
                frames.add(new Frame(json, now));
            }
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }
}
