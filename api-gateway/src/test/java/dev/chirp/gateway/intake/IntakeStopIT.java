package dev.chirp.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestUser;
import dev.chirp.gateway.TestWav;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** How a gateway stops in the middle of an upload. */
class IntakeStopIT {
    @Test
    void finishesTheUploadsOnTheirWayBeforeItCeasesToAwaitWrites() throws Exception {
        // Given
        TestGateway gateway = TestGateway.start(Map.of());
        TestUser user = gateway.newUser();
        GrpcServerLifecycle devices = gateway.context().getBean(GrpcServerLifecycle.class);
        CaptureIntake intake = gateway.context().getBean(CaptureIntake.class);
        int port = gateway.port();
        byte[] body = multipart(TestWav.ofSeconds(2));
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/captures HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + user.accessToken()
                            + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: " + body.length
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body, 0, body.length / 2);
            out.flush();
            await(() -> !gateway.files().isEmpty());

            // When
            Thread stopping = Thread.ofVirtual().start(gateway::close);
            await(() -> !accepts(port));
            boolean takesClips = devices.isRunning();
            boolean awaitsWrites = intake.isRunning();
            out.write(body, body.length / 2, body.length - body.length / 2);
            out.flush();
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            stopping.join();

            // Then
            assertThat(takesClips).isFalse();
            assertThat(awaitsWrites).isTrue();
            assertThat(status).isEqualTo("HTTP/1.1 202");
            assertThat(intake.isRunning()).isFalse();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static byte[] multipart(byte[] wav) {
        byte[] head = "--b\r\nContent-Disposition: form-data; name=\"audio_file\"; filename=\"a.wav\"\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] tail = "\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII);
        return java.nio.ByteBuffer.allocate(head.length + wav.length + tail.length)
                .put(head)
                .put(wav)
                .put(tail)
                .array();
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
