package dev.chirp.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.Await;
import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import dev.chirp.gateway.TestWav;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Uploads that name themselves and come twice. */
class UploadOnceIT {
    private static final byte[] WAV = TestWav.ofSeconds(1);
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();
    private final String key = UUID.randomUUID().toString();

    @Test
    void areOneCaptureWithOneAnswer() {
        Answer first = upload("dawn.wav", WAV);
        Set<String> files = gateway.files();
        Answer second = upload("dawn.wav", WAV);

        assertThat(first.status()).isEqualTo(202);
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Location"))
                .isEqualTo(first.header("Location"))
                .isEqualTo("/api/v1/captures/" + first.json().get("capture_id").asLong());
        assertThat(captures()).isEqualTo(1);
        Await.until(() -> gateway.files().equals(files));
    }

    @Test
    void areRefusedWithOtherAudioOrAnotherName() {
        upload("dawn.wav", WAV);

        assertThat(upload("dawn.wav", TestWav.ofSeconds(2)).code()).isEqualTo("idempotency_key_reused");
        assertThat(upload("dusk.wav", WAV).status()).isEqualTo(422);
        assertThat(captures()).isEqualTo(1);
    }

    @Test
    void areOneCaptureWhenTheyComeTogether() throws Exception {
        Callable<Answer> upload = () -> upload("dawn.wav", WAV);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(java.util.Collections.nCopies(8, upload));

            assertThat(answers)
                    .extracting(answer -> answer.resultNow().status())
                    .contains(202)
                    .allMatch(status -> status == 202 || status == 409);
        }
        assertThat(captures()).isEqualTo(1);
        assertThat(TestPipeline.value(
                        "SELECT count(*) FROM event WHERE stream = 'capture.accepted' AND key = '" + user.id() + "'"))
                .isEqualTo("1");
    }

    @Test
    void areToldToWaitBeforeTheirBodyIsRead() {
        reserve("60 seconds");

        Answer refused = upload("dawn.wav", WAV);

        assertThat(refused.code()).isEqualTo("request_in_flight");
        assertThat(refused.header("Retry-After")).isNotNull();
        assertThat(captures()).isZero();
    }

    @Test
    void mayBeginAgainAfterABadFile() {
        assertThat(upload("dawn.wav", new byte[100]).status()).isEqualTo(415);

        assertThat(upload("dawn.wav", WAV).status()).isEqualTo(202);
    }

    @Test
    void mayBeginAgainAfterALostConnection() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/captures HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + user.accessToken()
                            + "\r\nIdempotency-Key: " + key
                            + "\r\n"
                            + "Content-Type: multipart/form-data; boundary=b\r\n"
                            + "Content-Length: 100000\r\n\r\n"
                            + "--b\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            Await.until(() -> "1".equals(reservations()));
        }

        Await.until(() -> "0".equals(reservations()));
        assertThat(upload("dawn.wav", WAV).status()).isEqualTo(202);
    }

    /** The writer was frozen for longer than its lease; its client came back to another instance meanwhile. */
    @Test
    void areWrittenByTheirHolderAlone() throws Exception {
        UUID late = UUID.randomUUID();
        UUID holder = UUID.randomUUID();
        reserve(late, "-1 second");
        reserve(holder, "60 seconds");

        assertThat(write(late)).isEmpty();
        assertThat(captures()).isZero();
        assertThat(write(holder)).isNotEmpty();
        assertThat(write(holder)).isEmpty();
        assertThat(captures()).isEqualTo(1);
        assertThat(TestPipeline.value(
                        "SELECT status || ' ' || location FROM idempotency_key WHERE key = '" + key + "'"))
                .isEqualTo("202 /api/v1/captures/"
                        + TestPipeline.value("SELECT id FROM capture WHERE user_id = " + user.id()));
    }

    /** All or nothing: a transaction that does not commit leaves neither, and the lease lets the next one in. */
    @Test
    void leaveNothingBehindWhenTheWriteDoesNotCommit() throws Exception {
        UUID holder = UUID.randomUUID();
        reserve(holder, "1 second");
        try (Connection connection = TestPipeline.connection()) {
            connection.setAutoCommit(false);
            assertThat(write(connection, holder)).isNotEmpty();
            connection.rollback();
        }

        assertThat(captures()).isZero();
        Await.until(() -> upload("dawn.wav", WAV).status() == 202);
        assertThat(captures()).isEqualTo(1);
    }

    private String write(UUID holder) throws Exception {
        try (Connection connection = TestPipeline.connection()) {
            return write(connection, holder);
        }
    }

    private String write(Connection connection, UUID holder) throws Exception {
        Map<String, Object> capture = Map.of(
                "user_id",
                user.id(),
                "content_type",
                "audio/wav",
                "audio_key",
                "uploads/" + UUID.randomUUID(),
                "sha256",
                "00",
                "bytes",
                1,
                "duration_seconds",
                1.0,
                "event_id",
                UUID.randomUUID().toString(),
                "lane",
                0,
                "headers",
                Map.of());
        try (PreparedStatement write = connection.prepareStatement(
                "SELECT capture_id FROM accept_capture_once(?::jsonb, 'POST /api/v1/captures', ?, ?, ?)")) {
            write.setString(1, dev.chirp.contracts.event.EventJson.MAPPER.writeValueAsString(capture));
            write.setString(2, key);
            write.setObject(3, holder);
            write.setBytes(4, new byte[32]);
            try (ResultSet written = write.executeQuery()) {
                return written.next() ? written.getString(1) : "";
            }
        }
    }

    private Answer upload(String filename, byte[] file) {
        return gateway.upload(filename, file, TestGateway.with(user, "Idempotency-Key", key));
    }

    private String reservations() {
        return TestPipeline.value("SELECT count(*) FROM idempotency_key WHERE key = '" + key + "'");
    }

    private void reserve(String lease) {
        reserve(UUID.randomUUID(), lease);
    }

    private void reserve(UUID holder, String lease) {
        TestPipeline.execute("SELECT reserve_idempotency_key(" + user.id() + ", 'POST /api/v1/captures', '" + key
                + "', '" + holder + "', interval '" + lease + "', interval '1 day')");
    }

    private long captures() {
        return gateway.get("/api/v1/captures", user.bearer())
                .json()
                .get("total")
                .asLong();
    }
}
