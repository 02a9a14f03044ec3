package dev.chirp.classify.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.audio.WavWriter;
import dev.chirp.classify.ClassifyApplication;
import dev.chirp.classify.Clips;
import dev.chirp.classify.TinyPack;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.telemetry.ManagementServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The endpoint of the running service; neither database nor broker is there, and neither is needed. */
class ClassifyHttpTest {
    private static final String BOUNDARY = "chirp-boundary";

    @TempDir
    static Path folder;

    private static ConfigurableApplicationContext service;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        service = service(TinyPack.in(folder.resolve("pack")).write());
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        service.close();
    }

    private static ConfigurableApplicationContext service(String pack) {
        return ClassifyApplication.application()
                .run(
                        "--server.port=0",
                        "--chirp.management.port=0",
                        "--chirp.classify.pack=" + pack,
                        "--chirp.classify.consume=false");
    }

    @Test
    void identifiesTheBirdOfAClip() throws Exception {
        HttpResponse<String> response = post(service, "/classify", "audio_file", Clips.robin(3));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = json(response);
        assertThat(answer.required("scientific_name").asString()).isEqualTo("Turdus migratorius");
        assertThat(answer.required("common_name").asString()).isEqualTo("American Robin");
        assertThat(answer.required("confidence").asDouble()).isGreaterThan(0.9);
        assertThat(answer.required("verdict").asString()).isEqualTo("identified");
        assertThat(answer.required("predictions")).hasSize(4);
        assertThat(answer.required("predictions").get(3).required("filtered").asString())
                .isNotBlank();
        assertThat(answer.required("detections").get(0).required("end_seconds").asDouble())
                .isEqualTo(3);
        assertThat(answer.required("model").required("name").asString()).isEqualTo("tiny");
        assertThat(answer.has("embedding")).isFalse();
    }

    @Test
    void addsTheEmbeddingWhenAsked() throws Exception {
        HttpResponse<String> response = post(service, "/classify?embedding=true", "audio_file", Clips.robin(3));

        assertThat(json(response).required("embedding")).hasSize(4);
    }

    @Test
    void namesNoSpeciesWhenThereIsNone() throws Exception {
        JsonNode answer = json(post(service, "/classify", "audio_file", Clips.silence(1)));

        assertThat(answer.required("scientific_name").isNull()).isTrue();
        assertThat(answer.required("verdict").asString()).isEqualTo("no_bird");
    }

    static Stream<Arguments> badClips() {
        byte[] robin = Clips.robin(1);
        return Stream.of(
                Arguments.of("an empty file", new byte[0], 422, "empty_audio"),
                Arguments.of("a PNG named .wav", latin("\u0089PNG\r\n\u001a\n0000IHDR"), 415, "unsupported_media_type"),
                Arguments.of("a FLAC of zeros", latin("fLaC00000000000000000000"), 422, "invalid_audio"),
                Arguments.of("an M4A", latin("0000ftypM4A 00000000"), 415, "unsupported_media_type"),
                Arguments.of("no channels", patched(robin, 22, 0, 2), 422, "invalid_audio"),
                Arguments.of("a rate of 0", patched(robin, 24, 0, 4), 422, "invalid_audio"),
                Arguments.of("a cut file", Arrays.copyOf(robin, 8_000), 422, "invalid_audio"),
                Arguments.of("NaN samples", nan(), 422, "invalid_audio"),
                Arguments.of("11 minutes", WavWriter.toBytes(new float[660 * 8_000], 8_000), 413, "audio_too_long"),
                Arguments.of("26 MB", new byte[26 * 1024 * 1024], 413, "audio_too_large"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badClips")
    void saysWhatIsWrongWithAClip(String name, byte[] clip, int status, String code) throws Exception {
        HttpResponse<String> response = post(service, "/classify", "audio_file", clip);

        assertProblem(response, status, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mono-16bit-100ms.flac", "mono-300ms.opus", "browser-420ms.webm", "mono-44100-300ms.mp3"})
    void readsCompressedRecordings(String name) throws Exception {
        byte[] clip = Files.readAllBytes(Path.of("../platform/audio/src/test/resources/recordings", name));

        JsonNode answer = json(post(service, "/classify", "audio_file", clip));

        assertThat(answer.required("duration_seconds").asDouble()).isBetween(0.09, 0.43);
        assertThat(answer.required("verdict").asString()).isNotEmpty();
    }

    @Test
    void believesTheFileWhoseHeaderClaimsTwoGigabytes() throws Exception {
        byte[] lying = patched(Clips.robin(2), 40, 0x7fff_ffff, 4);

        JsonNode answer = json(post(service, "/classify", "audio_file", lying));

        assertThat(answer.required("duration_seconds").asDouble()).isEqualTo(2);
    }

    @Test
    void missesThePartThatHoldsTheClip() throws Exception {
        assertProblem(post(service, "/classify", "file", Clips.robin(1)), 400, "missing_part");
    }

    @Test
    void refusesABodyThatIsNoForm() throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(uri(service, "/classify"))
                        .header("Content-Type", "audio/wav")
                        .header("X-Request-Id", "test-1")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Clips.robin(1)))
                        .build(),
                BodyHandlers.ofString());

        assertProblem(response, 415, "unsupported_media_type");
    }

    @Test
    void staysUpWithoutAModelAndSaysWhy() throws Exception {
        String pack = TinyPack.in(folder.resolve("bad")).withLabels("A b,C\n").write();
        try (ConfigurableApplicationContext broken = service(pack)) {
            HttpResponse<String> response = post(broken, "/classify", "audio_file", Clips.robin(1));

            assertProblem(response, 503, "model_unavailable");
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            assertThat(json(response).required("detail").asString()).contains("labels.csv has no label");
            HttpResponse<String> readiness = management(broken, "/health/readiness");
            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(readiness.body()).contains("labels.csv has no label");
        }
    }

    @Test
    void exposesItsMetersUnderTheirNames() throws Exception {
        post(service, "/classify", "audio_file", Clips.robin(1));

        String metrics = management(service, "/metrics").body();

        assertThat(metrics)
                .containsPattern("(?m)^classification_latency_ms_count")
                .containsPattern("(?m)^classification_latency_ms_bucket")
                .containsPattern("(?m)^model_load_seconds[{ ]")
                .containsPattern("(?m)^queue_depth[{ ]")
                .containsPattern("(?m)^classify_verdicts_total[{].*verdict=\"identified\"")
                .containsPattern("(?m)^http_server_requests_seconds_count[{].*uri=\"/classify\"");
        assertThat(management(service, "/health/readiness").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> management(ConfigurableApplicationContext of, String path) throws Exception {
        int port = of.getBean(ManagementServer.class).port();
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.required("code").asString()).isEqualTo(code);
        assertThat(problem.required("detail").asString()).endsWith(".");
        assertThat(problem.required("request_id").asString()).isEqualTo("test-1");
    }

    private static JsonNode json(HttpResponse<String> response) {
        return EventJson.MAPPER.readTree(response.body());
    }

    /** The clip as the second part of a form. */
    private static HttpResponse<String> post(ConfigurableApplicationContext to, String path, String part, byte[] clip)
            throws IOException, InterruptedException {
        String heads = """
            --%s\r
            Content-Disposition: form-data; name="note"\r
            \r
            hello\r
            --%s\r
            Content-Disposition: form-data; name="%s"; filename="clip.wav"\r
            Content-Type: audio/wav\r
            \r
            """.formatted(BOUNDARY, BOUNDARY, part);
        var body = new ByteArrayOutputStream();
        body.writeBytes(latin(heads));
        body.writeBytes(clip);
        body.writeBytes(latin("\r\n--" + BOUNDARY + "--\r\n"));
        return client.send(
                HttpRequest.newBuilder(uri(to, path))
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .header("X-Request-Id", "test-1")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build(),
                BodyHandlers.ofString());
    }

    private static URI uri(ConfigurableApplicationContext of, String path) {
        return URI.create("http://127.0.0.1:" + of.getEnvironment().getProperty("local.server.port") + path);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] patched(byte[] wav, int at, int value, int bytes) {
        byte[] patched = wav.clone();
        byte[] field = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
        System.arraycopy(field, 0, patched, at, bytes);
        return patched;
    }

    /** The samples of a clip, declared as floats and all NaN. */
    private static byte[] nan() {
        byte[] floats = patched(patched(patched(Clips.robin(1), 20, 3, 2), 32, 4, 2), 34, 32, 2);
        Arrays.fill(floats, 44, floats.length, (byte) 0xff);
        return floats;
    }
}
