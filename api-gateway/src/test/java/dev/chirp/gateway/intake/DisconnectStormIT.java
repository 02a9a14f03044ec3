package dev.chirp.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import dev.chirp.gateway.TestWav;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that go away in the middle of their request, anywhere in it. */
class DisconnectStormIT {
    private static final int CLIENTS = 1_000;
    private static final int AT_A_TIME = 50;
    private static final int USERS = 40;

    private final TestGateway gateway = TestGateway.start(Map.of());
    /** So many that each of them stays below what a user may do in a minute. */
    private final List<TestUser> users =
            Stream.generate(gateway::newUser).limit(USERS).toList();

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void leavesCompleteCapturesOrNoneAndNothingOpen() throws Exception {
        // Given
        byte[] recording = TestWav.ofSeconds(1);
        assertThat(answer(request(users.getFirst(), recording))).startsWith("HTTP/1.1 202");
        Random random = new Random(11);
        Semaphore turns = new Semaphore(AT_A_TIME);

        // When: some vanish within their request, some right after it, before they are answered
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> storm = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                byte[] request = request(users.get(i % USERS), recording);
                int sent = random.nextInt(4) == 0 ? request.length : random.nextInt(request.length);
                int patienceMillis = sent < request.length ? 0 : random.nextInt(2_000);
                storm.add(clients.submit(() -> vanish(request, sent, patienceMillis, turns)));
            }
            for (Future<?> client : storm) {
                client.get();
            }
        }

        // Then
        await("no connection in use", () -> acquired() == 0);
        await("no transaction open", () -> number("""
            SELECT count(*) FROM pg_stat_activity WHERE usename = 'chirp_api_gateway' AND xact_start IS NOT NULL
            """) == 0);
        await("some were accepted", () -> captures() > 1);
        assertThat(captures())
                .isEqualTo(
                        number("SELECT count(*) FROM event WHERE stream = 'capture.accepted' AND key IN (SELECT u::text"
                                + " FROM unnest(ARRAY[" + ids() + "]) AS u)"));
        assertThat(gateway.files()).containsAll(audioKeys());
        assertThat(gateway.upload(users.getLast(), "after.wav", TestWav.ofSeconds(1))
                        .status())
                .isEqualTo(202);
    }

    private String answer(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.getOutputStream().write(request);
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private Void vanish(byte[] request, int sent, int patienceMillis, Semaphore turns) throws Exception {
        turns.acquireUninterruptibly();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            // A reset, which throws away what was not read yet.
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request, 0, sent);
            socket.getOutputStream().flush();
            Thread.sleep(patienceMillis);
        } finally {
            turns.release();
        }
        return null;
    }

    private String ids() {
        return users.stream().map(user -> String.valueOf(user.id())).collect(Collectors.joining(","));
    }

    private static byte[] request(TestUser user, byte[] recording) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(ascii("--storm\r\nContent-Disposition: form-data; name=\"audio_file\"; filename=\"a.wav\"\r\n"
                + "Content-Type: audio/wav\r\n\r\n"));
        body.write(recording);
        body.write(ascii("\r\n--storm--\r\n"));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(ascii("POST /api/v1/captures HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + user.accessToken() + "\r\nContent-Type: multipart/form-data; boundary=storm\r\nContent-Length: "
                + body.size() + "\r\n\r\n"));
        body.writeTo(request);
        return request.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private long captures() {
        return number("SELECT count(*) FROM capture WHERE user_id IN (" + ids() + ")");
    }

    private double acquired() {
        return gateway.context().getBean(MeterRegistry.class).get("gateway.pool.acquired").gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    private List<String> audioKeys() throws SQLException {
        try (Connection connection = TestPipeline.connection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT array_agg(audio_key) FROM capture WHERE user_id IN (" + ids() + ")")) {
            row.next();
            return List.of((String[]) row.getArray(1).getArray());
        }
    }

    private static long number(String query) {
        try (Connection connection = TestPipeline.connection();
                ResultSet row = connection.createStatement().executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within 60 s: " + what);
            }
            Thread.sleep(50);
        }
    }
}
