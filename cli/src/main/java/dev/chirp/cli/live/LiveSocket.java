package dev.chirp.cli.live;

import dev.chirp.contracts.event.EventJson;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * One socket. What it hears goes to {@code inputs} on the threads of the HTTP client, and it asks for another message when
 * one was handled: a slow reader slows the server, and no queue grows. All other methods are for the client's thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so to its listener.
final class LiveSocket implements WebSocket.Listener {
    private static final int NOT_CLOSED_PROPERLY = 1006;
    private static final int NOT_TEXT = 1007;
    private static final long CLOSE_MILLIS = 1_000;
    private final BiConsumer<Input, LiveSocket> inputs;
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private CompletableFuture<?> sent = socket;

    LiveSocket(BiConsumer<Input, LiveSocket> inputs) {
        this.inputs = inputs;
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket.complete(opened);
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (!last) {
            from.request(1);
            return null;
        }
        String text = partial.toString();
        partial.setLength(0);
        try {
            inputs.accept(new Input.Received(EventJson.MAPPER.readTree(text)), this);
        } catch (JacksonException e) {
            inputs.accept(new Input.Lost(NOT_TEXT, "a frame is no JSON"), this);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        from.request(1);
        return null; // the JDK answers it
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        String without = code == NOT_CLOSED_PROPERLY ? "it broke" : "code " + code;
        inputs.accept(new Input.Lost(code, reason.isEmpty() ? without : reason), this);
        return null; // the JDK answers it
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        String reason = failure.getMessage() == null ? "broken" : failure.getMessage();
        inputs.accept(new Input.Lost(NOT_CLOSED_PROPERLY, reason), this);
    }

    /** The last message was handled: another one may come. */
    void handled() {
        socket.thenAccept(open -> open.request(1));
    }

    /** Sends after all that was sent before: the JDK takes one message at a time. */
    void send(Object frame) {
        sent = sent.thenCombine(socket, (before, open) -> open)
                .thenCompose(open -> open.sendText(frame.toString(), true));
    }

    /** Closes after what was sent before, or at the latest after a second; also one that is still being opened. */
    void hangUp() {
        sent = sent.thenCombine(socket, (before, open) -> open)
                .thenCompose(open -> open.sendClose(WebSocket.NORMAL_CLOSURE, ""))
                .orTimeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> socket.thenAccept(WebSocket::abort));
    }

    /** Waits for what was sent, for at most as long as a close may take. */
    void awaitSent() throws InterruptedException {
        try {
            sent.get(2 * CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // It was broken anyway.
        }
    }
}
