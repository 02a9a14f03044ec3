package dev.chirp.ingest;

import static dev.chirp.ingest.FrameClient.audio;
import static dev.chirp.ingest.FrameClient.bytes;
import static dev.chirp.ingest.FrameClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.intake.CaptureIntakeGrpc;
import dev.chirp.contracts.intake.ClipMessage;
import dev.chirp.contracts.intake.ClipReceipt;
import dev.chirp.embedded.AllocatedBytes;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.gate.FrameServer;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** How much garbage a byte of sound leaves between the device's socket and the gateway's. */
class AllocationIT {
    private static final int RATE = 48_000;
    /** 100 ms. */
    private static final int FRAME_BYTES = RATE / 10 * 2;

    private static final int FRAMES_PER_CLIP = 99;
    private static final int CLIPS = 12;
    /** A guard against arrays coming back, which cost a byte and more; the aim is 0.1 for the whole way. */
    private static final double MOST = 0.25;

    private static final int ROUNDS = 10;

    private static final Pattern THREADS = Pattern.compile("frames-|grpc-|webflux-");
    private static EventLoopGroup sinkLoops;
    private static Server sink;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        sinkLoops = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("sink"), NioIoHandler.newFactory());
        sink = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .bossEventLoopGroup(sinkLoops)
                .workerEventLoopGroup(sinkLoops)
                .channelType(NioServerSocketChannel.class)
                .directExecutor()
                .addService(new Sink())
                .build()
                .start();
        service = IngestFixture.start(sink.getPort(), Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
        sink.shutdownNow();
        sinkLoops.shutdownGracefully();
    }

    @Test
    void framesOverTcp() throws Exception {
        expect((long) CLIPS * FRAMES_PER_CLIP * FRAME_BYTES, AllocationIT::streamClips);
    }

    private static void streamClips() throws Exception {
        byte[] frame = new byte[FRAME_BYTES];
        try (FrameClient client =
                FrameClient.connect(service.getBean(FrameServer.class).port())) {
            client.begin(hello(IngestFixture.newDevice(), "b", RATE, null));
            long seq = 0;
            for (int clip = 1; clip <= CLIPS; clip++) {
                for (int i = 1; i <= FRAMES_PER_CLIP; i++) {
                    client.send(bytes(audio(i == FRAMES_PER_CLIP ? Frame.LAST_OF_CLIP : 0, clip, ++seq, frame)));
                }
                client.awaitCommitted(seq);
            }
        }
    }

    @Test
    void clipsOverHttp() throws Exception {
        byte[] clip = new byte[FRAMES_PER_CLIP * FRAME_BYTES];
        clip[0] = 'R';
        expect((long) CLIPS * clip.length, () -> postClips(clip));
    }

    private static void postClips(byte[] clip) throws Exception {
        String key = IngestFixture.newDevice().key();
        int port =
                ((ReactiveWebServerApplicationContext) service).getWebServer().getPort();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < CLIPS; i++) {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ingest/v1/clips"))
                                .header("X-Device-Key", key)
                                .header("Content-Type", "audio/wav")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(clip))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(202);
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /**
     * Of the threads of connections; others keep accounts of what is none of a clip's bytes. Code that is not compiled yet
     * allocates more, so that the best of several rounds counts.
     */
    private static void expect(long audioBytes, Work work) throws Exception {
        double least = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > MOST; round++) {
            Map<String, Long> before = AllocatedBytes.soFar();
            work.run();
            Map<String, Double> perByte = AllocatedBytes.perByte(before, audioBytes);
            least = Math.min(
                    least,
                    perByte.entrySet().stream()
                            .filter(thread -> THREADS.matcher(thread.getKey()).lookingAt())
                            .mapToDouble(Map.Entry::getValue)
                            .sum());
        }
        assertThat(least).isBetween(0.001, MOST);
    }

    /** Counts nothing, keeps nothing. */
    private static final class Sink extends CaptureIntakeGrpc.CaptureIntakeImplBase {
        @Override
        public StreamObserver<ClipMessage> upload(StreamObserver<ClipReceipt> receipts) {
            return new StreamObserver<>() {
                @Override
                public void onNext(ClipMessage message) {
                    if (message.hasEnd()) {
                        receipts.onNext(ClipReceipt.newBuilder()
                                .setClipRef(message.getEnd().getClipRef())
                                .setCaptureId(1)
                                .build());
                    }
                }

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {
                    receipts.onCompleted();
                }
            };
        }
    }
}
