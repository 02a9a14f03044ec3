package dev.chirp.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.chirp.embedded.TestServers;
import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestUser;
import dev.chirp.gateway.TestWav;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Uploads over HTTP: what is kept of a good one, and that nothing is kept of a bad one. */
class UploadIT {
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();

    @Test
    void storesTheAudioAndCommitsCaptureAndEventTogether() throws Exception {
        byte[] wav = TestWav.ofSeconds(2);

        Answer answer = gateway.upload(user, "dawn.wav", wav);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("message").asString()).isEqualTo("Capture accepted for processing.");
        long id = answer.json().get("capture_id").asLong();
        try (ResultSet row = query("SELECT c.*, e.payload ->> 'audio_key' AS event_key, e.headers, e.seq FROM capture c"
                + " JOIN event e ON e.stream = 'capture.accepted' AND e.key = c.user_id::text WHERE c.id = " + id)) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString("filename")).isEqualTo("dawn.wav");
            assertThat(row.getString("status")).isEqualTo("pending");
            assertThat(row.getDouble("duration_seconds")).isEqualTo(2.0);
            assertThat(row.getLong("audio_bytes")).isEqualTo(wav.length);
            assertThat(row.getString("audio_sha256"))
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(wav)));
            assertThat(row.getString("event_key")).isEqualTo(row.getString("audio_key"));
            assertThat(row.getString("headers"))
                    .contains(answer.header("X-Request-Id"), "\"source\": \"api-gateway\"", "traceparent");
            assertThat(row.getLong("seq")).isEqualTo(1);
            assertThat(Files.readAllBytes(gateway.storage().resolve(row.getString("audio_key"))))
                    .isEqualTo(wav);
        }
    }

    @Test
    void acceptsPartsInAnyOrderAndTheTimeOfTheRecording() throws Exception {
        byte[] wav = TestWav.ofSeconds(1);
        byte[] before = ("--b\r\n"
                        + "Content-Disposition: form-data; name=\"note\"\r\n\r\n"
                        + "hello\r\n"
                        + "--b\r\n"
                        + "Content-Disposition: form-data; name=\"recorded_at\"\r\n\r\n"
                        + "2026-05-01T04:30:00+02:00\r\n"
                        + "--b\r\n"
                        + "Content-Disposition: form-data; name=\"audio_file\"; filename=\"../../etc/a.wav\"\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] after = "\r\n--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\r\n--b--\r\n"
                .getBytes(StandardCharsets.UTF_8);

        Answer answer = gateway.post(
                "/api/v1/captures",
                "multipart/form-data; boundary=b",
                BodyPublishers.ofByteArrays(java.util.List.of(before, wav, after)),
                user.bearer());

        assertThat(answer.status()).isEqualTo(202);
        try (ResultSet row = query("SELECT filename, recorded_at = '2026-05-01T02:30:00Z' FROM capture WHERE id = "
                + answer.json().get("capture_id").asLong())) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("a.wav");
            assertThat(row.getBoolean(2)).isTrue();
        }
    }

    static Stream<Arguments> goodFiles() {
        return Stream.of(
                argumentSet("8 bit", TestWav.pcm(1, 32_000, 8, 32_000)),
                argumentSet("24 bit", TestWav.pcm(1, 48_000, 24, 48_000 * 3)),
                argumentSet("float", TestWav.floats(0.25f, 32_000)),
                argumentSet("6 channels", TestWav.pcm(6, 48_000, 16, 48_000 * 12)),
                argumentSet("8 kHz", TestWav.pcm(1, 8_000, 16, 16_000)),
                // What recorders leave that cannot seek back: the samples run to the end of the file.
                argumentSet("a header that claims 2 GB", TestWav.claiming(2L << 30, 64_000)));
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void accepts(byte[] file) {
        assertThat(gateway.upload(user, "a.wav", file).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource({
        "mono-16bit-100ms.flac, audio/flac, 100",
        "mono-300ms.opus, audio/ogg, 300",
        "browser-420ms.webm, audio/webm, 420",
        "mono-44100-300ms.mp3, audio/mpeg, 300"
    })
    void acceptsCompressedRecordingsAndDrawsThem(String name, String type, int milliseconds) throws Exception {
        byte[] file = recording(name);

        long id = gateway.upload(user, "a.wav", file).json().get("capture_id").asLong();

        String path = "/api/v1/captures/" + id;
        assertThat(gateway.get(path, user.bearer())
                        .json()
                        .get("duration_seconds")
                        .asDouble())
                .isEqualTo(milliseconds / 1000.0, within(0.02));
        assertThat(gateway.bytes(path + "/audio", user.bearer()).headers().firstValue("Content-Type"))
                .hasValue(type);
        assertThat(gateway.bytes(path + "/spectrogram.png", user.bearer()).statusCode())
                .isEqualTo(200);
    }

    private static byte[] recording(String name) throws IOException {
        return Files.readAllBytes(Path.of("../platform/audio/src/test/resources/recordings", name));
    }

    static Stream<Arguments> badFiles() throws Exception {
        byte[] cut = recording("mono-16bit-100ms.flac");
        byte[] png = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489");
        byte[] flac = Arrays.copyOf("fLaC".getBytes(StandardCharsets.US_ASCII), 4_000);
        return Stream.of(
                argumentSet("an empty file", new byte[0], 422, "empty_audio"),
                argumentSet("a PNG", png, 415, "unsupported_media_type"),
                argumentSet("a FLAC of zeros", flac, 422, "invalid_audio"),
                argumentSet("half a FLAC", Arrays.copyOf(cut, cut.length / 2), 422, "invalid_audio"),
                argumentSet("an M4A", recording("aac-300ms.m4a"), 415, "unsupported_media_type"),
                argumentSet("Ogg with Vorbis", recording("vorbis-300ms.ogg"), 415, "unsupported_media_type"),
                argumentSet("text", "hello, bird".getBytes(StandardCharsets.UTF_8), 415, "unsupported_media_type"),
                argumentSet("a header that claims 10 s", TestWav.claiming(640_000, 64_000), 422, "invalid_audio"),
                argumentSet("only NaN", TestWav.floats(Float.NaN, 32_000), 422, "invalid_audio"),
                argumentSet("no channels", TestWav.pcm(0, 32_000, 16, 64_000), 422, "invalid_audio"),
                argumentSet("a rate of 0", TestWav.pcm(1, 0, 16, 64_000), 422, "invalid_audio"),
                argumentSet("no samples", TestWav.pcm(1, 32_000, 16, 0), 422, "empty_audio"),
                argumentSet("half a header", Arrays.copyOf(TestWav.ofSeconds(1), 30), 422, "invalid_audio"),
                argumentSet("11 minutes", TestWav.pcm(1, 8_000, 8, 660 * 8_000), 413, "audio_too_long"),
                argumentSet("26 MB", TestWav.pcm(2, 96_000, 24, 26 << 20), 413, "request_too_large"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void refusesAndKeepsNothing(byte[] file, int status, String code) {
        Set<String> before = gateway.files();

        Answer answer = gateway.upload(user, "song.wav", file);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().get("detail").asString()).endsWith(".").contains(" ");
        assertKept(before);
    }

    @Test
    void keepsNothingOfACutConnection() throws Exception {
        Set<String> before = gateway.files();
        byte[] wav = TestWav.ofSeconds(60);

        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/captures HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + user.accessToken()
                            + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: " + wav.length
                            + "\r\n\r\n"
                            + "--b\r\n"
                            + "Content-Disposition: form-data; name=\"audio_file\"; filename=\"a.wav\"\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(wav, 0, wav.length / 2);
            out.flush();
            awaitUntil(() -> gateway.files().size() > before.size());
        }

        assertKept(before);
        try (ResultSet row = query("SELECT count(*) FROM capture WHERE user_id = " + user.id())) {
            row.next();
            assertThat(row.getLong(1)).isZero();
        }
    }

    @Test
    void finishesAWriteWhoseClientHasGone() throws Exception {
        byte[] wav = TestWav.ofSeconds(1);
        byte[] head = "--b\r\nContent-Disposition: form-data; name=\"audio_file\"; filename=\"a.wav\"\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] tail = "\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII);
        int length = head.length + wav.length + tail.length;

        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("POST /api/v1/captures HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + user.accessToken()
                                    + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: " + length
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(head);
            out.write(wav);
            out.write(tail);
            out.flush();
        }

        // Either the write had begun, then row and audio are there, or nothing is.
        awaitUntil(() -> total() == 1);
        long captures = total();
        try (ResultSet row = query("SELECT audio_key FROM capture WHERE user_id = " + user.id())) {
            assertThat(row.next()).isEqualTo(captures == 1);
            if (captures == 1) {
                assertThat(gateway.files()).contains(row.getString(1));
            }
        }
        assertThat(gateway.files()).noneMatch(file -> file.endsWith(".part"));
    }

    private long total() {
        return gateway.get("/api/v1/captures", user.bearer())
                .json()
                .get("total")
                .asLong();
    }

    @Test
    void refusesABodyThatIsNotMultipart() {
        Answer json = gateway.postJson("/api/v1/captures", java.util.Map.of(), user.bearer());
        Answer broken = gateway.post(
                "/api/v1/captures",
                "multipart/form-data; boundary=b",
                BodyPublishers.ofString("nothing"),
                user.bearer());
        Answer other = gateway.post(
                "/api/v1/captures",
                "multipart/form-data; boundary=b",
                BodyPublishers.ofString("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--\r\n"),
                user.bearer());

        assertThat(json.status()).isEqualTo(415);
        assertThat(broken.status()).isEqualTo(400);
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.json().get("errors").get(0).get("field").asString()).isEqualTo("audio_file");
    }

    private void assertKept(Set<String> before) {
        awaitUntil(() -> gateway.files().equals(before));
        assertThat(gateway.files()).isEqualTo(before);
    }

    private static void awaitUntil(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static ResultSet query(String sql) throws Exception {
        var statement = TestServers.postgres()
                .administrator(TestServers.postgres().database())
                .getConnection()
                .createStatement();
        statement.closeOnCompletion();
        return statement.executeQuery(sql);
    }
}
