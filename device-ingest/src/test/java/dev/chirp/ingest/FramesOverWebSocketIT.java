package dev.chirp.ingest;

import static dev.chirp.ingest.FrameClient.audio;
import static dev.chirp.ingest.FrameClient.bytes;
import static dev.chirp.ingest.FrameClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.frame.FrameStream;
import dev.chirp.ingest.frame.Parsed;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

class FramesOverWebSocketIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static FakeGateway gateway;
    private static ConfigurableApplicationContext service;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        gateway = new FakeGateway();
        service = IngestFixture.start(gateway.port(), Map.of());
        int port = Objects.requireNonNull(((ReactiveWebServerApplicationContext) service).getWebServer())
                .getPort();
        address = "127.0.0.1:" + port + "/ingest/v1/stream";
    }

    @AfterAll
    static void stop() {
        service.close();
        gateway.close();
    }

    @Test
    void takesClipsInMessagesOfAnyLength() throws Exception {
        IngestFixture.Device device = IngestFixture.newDevice();
        Incoming incoming = new Incoming();
        WebSocket socket = connect(incoming);
        send(socket, bytes(Frame.unnumbered(hello(device, "ws", 16_000, null))));
        assertThat(incoming.next()).isInstanceOf(Body.Welcome.class);
        assertThat(service.getBean(MeterRegistry.class)
                        .get("ingest.sessions")
                        .tag("transport", "websocket")
                        .gauge()
                        .value())
                .isOne();

        byte[] frame = bytes(audio(Frame.LAST_OF_CLIP, 1, 1, new byte[64_000]));
        send(socket, Arrays.copyOfRange(frame, 0, 10));
        socket.sendBinary(ByteBuffer.wrap(frame, 10, 20_000), false).join();
        socket.sendBinary(ByteBuffer.wrap(frame, 20_010, frame.length - 20_010), true)
                .join();

        Body answer = incoming.next();
        while (answer instanceof Body.Ack ack && ack.committedSeq() == 0) {
            answer = incoming.next();
        }
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Body.Ack.class, ack -> assertThat(ack.committedSeq()).isOne());
        assertThat(gateway.stored).containsKey(device.id() + "ws@1.100001");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Test
    void tellsWhatIsWrongAndCloses() throws Exception {
        Incoming incoming = new Incoming();
        WebSocket socket = connect(incoming);
        send(socket, new byte[30]);

        assertThat(incoming.next())
                .isInstanceOfSatisfying(
                        Body.Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo("bad_magic"));
        assertThat(incoming.closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }

    @Test
    void closesASocketThatSendsText() throws Exception {
        Incoming incoming = new Incoming();
        connect(incoming).sendText("hello", true).join();
        assertThat(incoming.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1003);
    }

    @Test
    void saysThatItSpeaksWebSocketOnly() throws Exception {
        var answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://" + address)).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(426);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    private static WebSocket connect(Incoming incoming) {
        return HTTP.newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + address), incoming)
                .join();
    }

    private static void send(WebSocket socket, byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
    }

    /** What the server sends; listener methods are called one after another. */
    private static final class Incoming implements WebSocket.Listener {
        private final FrameStream frames = new FrameStream(UnpooledByteBufAllocator.DEFAULT);
        private final BlockingQueue<Body> bodies = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            frames.offer(Unpooled.copiedBuffer(data));
            while (frames.next() instanceof Parsed.Complete(Frame frame)) {
                bodies.add(frame.body());
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedFuture(null);
        }

        Body next() throws InterruptedException {
            return Objects.requireNonNull(bodies.poll(10, TimeUnit.SECONDS), "nothing came");
        }
    }
}
