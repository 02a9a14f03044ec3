package dev.chirp.cli.device;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Binary messages of a WebSocket: each send is one, and one message at a time waits to be read. */
final class WebSocketLine implements Line, WebSocket.Listener {
    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final BlockingQueue<ByteBuffer> messages = new LinkedBlockingQueue<>();
    private final Duration patience;
    private final HttpClient http;
    private final WebSocket socket;
    private ByteBuffer message = END;
    private boolean ended;

    /** @param tls null: as this JDK trusts it */
    WebSocketLine(URI address, @Nullable SSLContext tls, Duration timeout, Duration patience) throws IOException {
        this.patience = patience;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(timeout);
        if (tls != null) {
            builder.sslContext(tls);
        }
        this.http = builder.build();
        try {
            this.socket = http.newWebSocketBuilder()
                    .connectTimeout(timeout)
                    .buildAsync(address, this)
                    .join();
        } catch (CompletionException e) {
            http.shutdownNow();
            throw new IOException("%s: %s".formatted(address, e.getCause()), e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
        if (copy.hasRemaining()) {
            messages.add(copy);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        messages.add(END);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        messages.add(END);
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        CompletableFuture<WebSocket> sent = socket.sendBinary(ByteBuffer.wrap(bytes), true);
        try {
            sent.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        if (!message.hasRemaining() && !ended) {
            message = next();
            ended = !message.hasRemaining();
        }
        if (ended) {
            return -1;
        }
        int bytes = Math.min(buffer.length, message.remaining());
        message.get(buffer, 0, bytes);
        return bytes;
    }

    private ByteBuffer next() throws IOException {
        try {
            ByteBuffer next = messages.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new SocketTimeoutException("nothing came for " + patience);
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public Duration patience() {
        return patience;
    }

    @Override
    public void cut() {
        close();
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }
}
