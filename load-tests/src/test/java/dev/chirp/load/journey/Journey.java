package dev.chirp.load.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.audio.WavWriter;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.LiveSocket;
import dev.chirp.song.Song;
import dev.chirp.song.Songbook;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;

/** What a person does with a running platform, from the first song to its deletion. */
final class Journey implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(90);
    private final HttpClient http;
    private final Chirper chirper;
    private final LiveSocket socket;
    private final List<String> secrets = new ArrayList<>();

    Journey(String url) throws Exception {
        this(url, SSLContext.getDefault());
    }

    /** @param trust for a platform that speaks TLS */
    Journey(String url, SSLContext trust) throws Exception {
        http = HttpClient.newBuilder().sslContext(trust).build();
        chirper = Chirper.signUp(http, url);
        secrets.addAll(List.of(chirper.token(), chirper.password(), chirper.email()));
        socket = LiveSocket.open(http, chirper);
        socket.await(frame -> frame.event().equals("connected"), PATIENCE);
    }

    static byte[] song(String name, long seed) {
        return WavWriter.toBytes(Song.render(Songbook.find(name).orElseThrow(), seed, 9, 32_000, 20), 32_000);
    }

    /** A song goes up; the bird comes back live, and is everywhere that it belongs. */
    void hearsARobin() throws Exception {
        // When
        long id = chirper.capture("robin.wav", song("American Robin", 7));

        // Then: live, with the same document as REST
        LiveSocket.Frame frame = socket.await(
                one -> one.event().equals("new_capture")
                        && one.data().required("id").asLong() == id,
                PATIENCE);
        assertThat(frame.json().required("channel").asString()).isEqualTo("user");
        assertThat(frame.json().required("offset").asLong()).isPositive();
        assertThat(frame.json().required("epoch").asLong()).isPositive();
        assertThat(frame.data().required("verdict").asString()).isEqualTo("identified");
        assertThat(frame.data().required("bird").required("common_name").asString())
                .isEqualTo("American Robin");
        JsonNode capture = chirper.get("/api/v1/captures/" + id);
        assertThat(capture).isEqualTo(frame.data());

        // And: in the history, among the birds, as a picture
        JsonNode page = chirper.get("/api/v1/captures");
        assertThat(page.required("total").asLong()).isEqualTo(1);
        JsonNode birds = chirper.get("/api/v1/birds");
        assertThat(birds).hasSize(1);
        assertThat(birds.get(0).required("count").asLong()).isEqualTo(1);
        byte[] sprite = bytes(capture.required("bird").required("pixel_art_url").asString());
        assertThat(sprite).startsWith(0x89, 'P', 'N', 'G');

        // And: to hear, from anywhere in it, and to see
        HttpResponse<byte[]> part = http.send(
                chirper.authorised("/api/v1/captures/" + id + "/audio")
                        .header("Range", "bytes=0-3")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("RIFF".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(http.send(
                                chirper.authorised("/api/v1/captures/" + id + "/spectrogram.png")
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray())
                        .body())
                .startsWith(0x89, 'P', 'N', 'G');
    }

    /** A song goes up as part of a trace of the client's, until its bird is known. */
    void uploads(String bird, String traceparent) throws Exception {
        long id = Chirper.json(chirper.upload("robin.wav", song(bird, 12), "traceparent", traceparent)
                        .join())
                .required("capture_id")
                .asLong();
        socket.await(
                one -> one.event().equals("new_capture")
                        && one.data().required("id").asLong() == id,
                PATIENCE);
    }

    /** A device of this user posts a clip with its key. */
    void hearsADevice() throws Exception {
        // Given
        JsonNode created = newDevice();
        String key = created.required("key").asString();

        // When
        JsonNode first = postClip(key);
        JsonNode again = postClip(key);

        // Then
        assertThat(first.required("duplicate").asBoolean()).isFalse();
        assertThat(again.required("duplicate").asBoolean()).isTrue();
        assertThat(again.required("capture_id")).isEqualTo(first.required("capture_id"));
        JsonNode capture = chirper.awaitTerminal(first.required("capture_id").asLong(), PATIENCE);
        assertThat(capture.required("device_id")).isEqualTo(created.required("id"));
    }

    /** A device of this birder, with its key. */
    JsonNode newDevice() throws Exception {
        HttpResponse<String> created = http.send(
                chirper.authorised("/api/v1/devices")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"name\": \"Feeder\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode device = Chirper.json(created);
        secrets.add(device.required("key").asString());
        return device;
    }

    private JsonNode postClip(String key) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(chirper.url() + "/ingest/v1/clips"))
                        .header("X-Device-Key", key)
                        .header("X-Device-Boot", "boot-1")
                        .header("X-Device-Seq", "1")
                        .header("Content-Type", "audio/wav")
                        .POST(BodyPublishers.ofByteArray(song("Blue Jay", 3)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return Chirper.json(answer);
    }

    /** What the services logged on the way: structured, and nothing in it that would be of use to a thief. */
    void leavesNoSecretIn(Path folder) throws IOException {
        List<Path> logs = new ArrayList<>();
        for (Path place : List.of(folder, folder.resolve("data/logs"))) {
            if (Files.isDirectory(place)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(place, "*.log")) {
                    files.forEach(logs::add);
                }
            }
        }
        assertThat(logs).isNotEmpty();
        List<JsonNode> lines = new ArrayList<>();
        for (Path log : logs) {
            String text = Files.readString(log);
            assertThat(secrets).as(log.toString()).hasSizeGreaterThan(3).noneMatch(text::contains);
            text.lines()
                    .filter(line -> line.startsWith("{"))
                    .map(EventJson.MAPPER::readTree)
                    .forEach(lines::add);
        }
        assertThat(lines)
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        line -> assertThat(line.propertyNames()).contains("timestamp", "level", "service", "message"));
        // A verdict can be found by what it says, by the request that asked for it, and by its trace.
        assertThat(lines)
                .filteredOn(line -> line.required("message").asString().equals("Recording classified"))
                .filteredOn(line -> line.path("species").asString("").equals("Turdus migratorius"))
                .isNotEmpty()
                .allSatisfy(line -> {
                    assertThat(line.required("confidence").asDouble()).isBetween(0.0, 1.0);
                    assertThat(line.required("capture_id").asLong()).isPositive();
                    assertThat(line.required("request_id").asString()).isNotBlank();
                    assertThat(line.required("trace_id").asString()).matches("[0-9a-f]{32}");
                });
    }

    /** Deleting a capture removes it everywhere and says so live. */
    void forgetsACapture() throws Exception {
        // Given
        long id = chirper.capture("jay.wav", song("Blue Jay", 11));
        chirper.awaitTerminal(id, PATIENCE);

        // When
        HttpResponse<String> deleted = http.send(
                chirper.authorised("/api/v1/captures/" + id).DELETE().build(), HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(deleted.statusCode()).isEqualTo(204);
        socket.await(
                frame -> frame.event().equals("capture_status")
                        && frame.data().required("id").asLong() == id
                        && frame.data().required("status").asString().equals("deleted"),
                PATIENCE);
        assertThat(http.send(
                                chirper.authorised("/api/v1/captures/" + id).build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(404);
    }

    private byte[] bytes(String path) throws Exception {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(chirper.url() + path)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
        return answer.body();
    }

    @Override
    public void close() {
        socket.close();
        http.close();
    }
}
