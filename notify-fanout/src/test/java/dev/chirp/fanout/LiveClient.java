package dev.chirp.fanout;

import dev.chirp.contracts.event.EventJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** A WebSocket client that answers pings and keeps every other frame. */
final class LiveClient implements WebSocket.Listener, AutoCloseable {
    private CompletableFuture<Void> lastSent = CompletableFuture.completedFuture(null);
    private static final long PATIENCE_SECONDS = 20;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final Semaphore pings = new Semaphore(0);
    private final CompletableFuture<ByteBuffer> pong = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final boolean answersPings;
    private final WebSocket socket;

    private LiveClient(URI uri, boolean answersPings) {
        this.answersPings = answersPings;
        this.socket = HTTP.newWebSocketBuilder().buildAsync(uri, this).join();
    }

    static LiveClient connect(int port, String query) {
        return new LiveClient(uri(port, query), true);
    }

    static LiveClient connectSilently(int port, String query) {
        return new LiveClient(uri(port, query), false);
    }

    /** As a simple client, at {@code /ws/events}. */
    static LiveClient connectSimply(int port, String query) {
        return new LiveClient(URI.create("ws://127.0.0.1:%d/ws/events?%s".formatted(port, query)), true);
    }

    /** The status with which the upgrade is refused. */
    static int refusal(int port, String query) {
        try {
            HTTP.newWebSocketBuilder()
                    .buildAsync(uri(port, query), new WebSocket.Listener() {})
                    .join()
                    .abort();
            throw new AssertionError("the socket was opened");
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    static URI uri(int port, String query) {
        return URI.create("ws://127.0.0.1:%d/ws?%s".formatted(port, query));
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            JsonNode frame = EventJson.MAPPER.readTree(text.toString());
            text.setLength(0);
            FrameSchema.check(frame);
            if (!frame.path("event").stringValue("").equals("ping")) {
                frames.add(frame);
            } else {
                pings.release();
                if (answersPings) {
                    inTurn(webSocket, free -> free.sendText("{\"op\":\"pong\"}", true));
                }
            }
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
        pong.complete(copy);
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    /** The next frame that is no ping. */
    JsonNode next() {
        try {
            JsonNode frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no frame within " + PATIENCE_SECONDS + " s; closed: " + closed.getNow(null));
            }
            return frame;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    JsonNode next(String event) {
        JsonNode frame = next();
        if (!frame.path("event").stringValue("").equals(event)) {
            throw new AssertionError("frame: " + frame + " (expected: " + event + ")");
        }
        return frame;
    }

    List<Long> nextOffsets(int count) {
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            offsets.add(next().path("offset").longValue(-1));
        }
        return offsets;
    }

    void send(String frame) {
        inTurn(free -> free.sendText(frame, true)).join();
    }

    /** Sends what the server may refuse while it is on its way. */
    void sendQuietly(String frame) {
        quietly(free -> free.sendText(frame, true));
    }

    /** Sends one message in two frames. */
    void sendInFragments(String first, String second) {
        quietly(free -> free.sendText(first, false).thenCompose(begun -> begun.sendText(second, true)));
    }

    void sendBinary(byte[] message) {
        quietly(free -> free.sendBinary(ByteBuffer.wrap(message), true));
    }

    private void quietly(Function<WebSocket, CompletableFuture<WebSocket>> message) {
        inTurn(message).exceptionally(refused -> null).join();
    }

    /** The JDK refuses a frame while the one before is on its way, and pongs are sent from another thread. */
    private CompletableFuture<Void> inTurn(Function<WebSocket, CompletableFuture<WebSocket>> message) {
        return inTurn(socket, message);
    }

    private synchronized CompletableFuture<Void> inTurn(
            WebSocket to, Function<WebSocket, CompletableFuture<WebSocket>> message) {
        lastSent = lastSent.handle((sent, refused) -> to).thenCompose(message).thenAccept(sent -> {});
        return lastSent;
    }

    void awaitPing() throws InterruptedException {
        if (!pings.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no ping within " + PATIENCE_SECONDS + " s");
        }
    }

    ByteBuffer pong() throws Exception {
        return pong.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    WebSocket socket() {
        return socket;
    }

    int closeCode() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
