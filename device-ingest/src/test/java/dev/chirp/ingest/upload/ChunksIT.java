package dev.chirp.ingest.upload;

import static dev.chirp.ingest.upload.UploadService.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChunksIT {
    private static final int CHUNK = 5 * 1024 * 1024;
    private static final byte[] RECORDING = Recordings.wav(2 * CHUNK + 12_346, 1);
    private static UploadService service;
    private static UploadPublisher publisher;

    @BeforeAll
    static void start() {
        service = new UploadService(Map.of(
                "chirp.ingest.upload.chunk-size", "5MB",
                "chirp.ingest.upload.max-open", "4",
                "chirp.ingest.upload.quota", "100MB"));
        publisher = new UploadPublisher();
    }

    @AfterAll
    static void stop() {
        publisher.close();
        service.close();
    }

    @Test
    void putsChunksTogetherThatCameInAnyOrderAndTwice() throws Exception {
        // Given
        UploadService.User user = service.newUser();
        UUID id = initiate(user, RECORDING, Recordings.sha256(RECORDING));

        // When
        for (int chunk : new int[] {2, 0, 2, 1, 0}) {
            assertThat(send(user, id, chunk, Recordings.part(RECORDING, CHUNK, chunk))
                            .statusCode())
                    .isEqualTo(204);
        }
        HttpResponse<String> completed = complete(user, id);
        publisher.publish(id);

        // Then
        assertThat(completed.statusCode()).isEqualTo(202);
        assertThat(json(completed).path("status").asString()).isEqualTo("MERGING");
        JsonNode status = awaitEnd(user, id);
        assertThat(status.path("status").asString()).isEqualTo("COMPLETED");
        long capture = status.path("capture_id").asLong();
        Path audio = service.folder().resolve("uploads").resolve(id.toString());
        assertThat(Files.readAllBytes(audio)).isEqualTo(RECORDING);
        assertThat(UploadService.number("SELECT count(*) FROM event WHERE stream = 'capture.accepted' AND"
                        + " headers ->> 'request_id' IS NOT NULL AND payload ->> 'audio_key' = 'uploads/" + id
                        + "' AND payload ->> 'sha256' = '" + Recordings.sha256(RECORDING) + "'"))
                .isOne();
        assertThat(UploadService.number("SELECT user_id FROM capture WHERE id = " + capture))
                .isEqualTo(user.id());
        awaitNoObjectsOf(id);
    }

    @Test
    void saysHowFarItIsAndWhatIsMissing() throws Exception {
        // Given
        UploadService.User user = service.newUser();
        UUID id = initiate(user, RECORDING, null);

        // When
        send(user, id, 1, Recordings.part(RECORDING, CHUNK, 1));

        // Then
        JsonNode status = json(user.get("/api/v1/files/upload/" + id + "/status"));
        assertThat(status.path("received_bytes").asInt()).isEqualTo(CHUNK);
        assertThat(status.path("percent").asDouble()).isEqualTo(49.9);
        assertThat(status.path("missing").toString()).isEqualTo("[0,2]");
        HttpResponse<String> tooEarly = complete(user, id);
        assertThat(tooEarly.statusCode()).isEqualTo(409);
        assertThat(json(tooEarly).path("code").asString()).isEqualTo("chunks_missing");
        assertThat(json(tooEarly).path("missing").toString()).isEqualTo("[0,2]");
    }

    @Test
    void keepsUploadsFromOthers() throws Exception {
        // Given
        UploadService.User user = service.newUser();
        UploadService.User other = service.newUser();
        UUID id = initiate(user, RECORDING, null);

        // Then
        assertThat(other.get("/api/v1/files/upload/" + id + "/status").statusCode())
                .isEqualTo(404);
        assertThat(send(other, id, 0, Recordings.part(RECORDING, CHUNK, 0)).statusCode())
                .isEqualTo(404);
        assertThat(complete(other, id).statusCode()).isEqualTo(404);
        assertThat(other.send("DELETE", "/api/v1/files/upload/" + id, BodyPublishers.noBody())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void wantsAToken() throws Exception {
        UploadService.User nobody = service.userWith("nonsense");
        UploadService.User device = service.userWith(service.token(1, "device"));

        HttpResponse<String> unknown = nobody.json("POST", "/api/v1/files/initiate", Map.of("size", 1));

        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.headers().firstValue("WWW-Authenticate")).contains("Bearer error=\"invalid_token\"");
        assertThat(device.json("POST", "/api/v1/files/initiate", Map.of("size", 1))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void refusesAChunkOfAnotherSizeAndLeavesNothingOfIt() throws Exception {
        UploadService.User user = service.newUser();
        UUID id = initiate(user, RECORDING, null);

        HttpResponse<String> tooShort = send(user, id, 0, Recordings.part(RECORDING, CHUNK - 1, 0));
        HttpResponse<String> tooLong = send(user, id, 2, Recordings.part(RECORDING, 20_000, 0));
        HttpResponse<String> beyond = send(user, id, 3, new byte[1]);

        assertThat(tooShort.statusCode()).isEqualTo(422);
        assertThat(json(tooShort).path("detail").asString()).contains(Integer.toString(CHUNK));
        assertThat(tooLong.statusCode()).isEqualTo(422);
        assertThat(beyond.statusCode()).isEqualTo(422);
        awaitNoObjectsOf(id);
        assertThat(json(user.get("/api/v1/files/upload/" + id + "/status"))
                        .path("received_bytes")
                        .asInt())
                .isZero();
    }

    @Test
    void failsARecordingThatIsNotWhatItsSenderSaid() throws Exception {
        UploadService.User user = service.newUser();
        byte[] noAudio = new byte[300_000];
        byte[] audio = Recordings.wav(300_000, 2);

        UUID mistyped = uploaded(user, noAudio, null);
        UUID mistaken = uploaded(user, audio, Recordings.sha256(noAudio));

        JsonNode first = awaitEnd(user, mistyped);
        assertThat(first.path("status").asString()).isEqualTo("FAILED");
        assertThat(first.path("error").path("code").asString()).isEqualTo("unsupported_media_type");
        JsonNode second = awaitEnd(user, mistaken);
        assertThat(second.path("error").path("code").asString()).isEqualTo("checksum_mismatch");
        assertThat(service.folder().resolve("uploads").resolve(mistaken.toString()))
                .doesNotExist();
        awaitNoObjectsOf(mistyped);
    }

    @Test
    void answersTheSameRecordingWithItsFirstCapture() throws Exception {
        UploadService.User user = service.newUser();
        byte[] audio = Recordings.wav(200_000, 3);

        JsonNode first = awaitEnd(user, uploaded(user, audio, null));
        JsonNode again = awaitEnd(user, uploaded(user, audio, null));

        assertThat(again.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(again.path("capture_id")).isEqualTo(first.path("capture_id"));
    }

    @Test
    void boundsWhatAUserMayHave() throws Exception {
        UploadService.User user = service.newUser();

        assertThat(refused(user, Map.of("size", 3_000_000_000L)).path("code").asString())
                .isEqualTo("payload_too_large");
        assertThat(refused(user, Map.of("size", 104_857_601)).path("code").asString())
                .isEqualTo("quota_exceeded");
        assertThat(refused(user, Map.of("size", 0)).path("code").asString()).isEqualTo("invalid_upload");
        assertThat(refused(user, Map.of("size", 1, "sha256", "x")).path("code").asString())
                .isEqualTo("invalid_upload");
        UUID first = initiate(user, RECORDING, null);
        for (int more = 1; more < 4; more++) {
            initiate(user, RECORDING, null);
        }
        assertThat(refused(user, Map.of("size", 1)).path("code").asString()).isEqualTo("too_many_uploads");
        assertThat(user.send("DELETE", "/api/v1/files/upload/" + first, BodyPublishers.noBody())
                        .statusCode())
                .isEqualTo(204);
        initiate(user, RECORDING, null);
    }

    @Test
    void deletesWhatNothingCameForInADay() throws Exception {
        // Given
        UploadService.User user = service.newUser();
        UUID old = initiate(user, RECORDING, null);
        UUID fresh = initiate(user, RECORDING, null);
        send(user, old, 0, Recordings.part(RECORDING, CHUNK, 0));
        send(user, fresh, 0, Recordings.part(RECORDING, CHUNK, 0));
        UploadService.number(
                "UPDATE upload SET updated_at = updated_at - interval '25 hours' WHERE id = '" + old + "' RETURNING 1");

        // When
        service.bean(Janitor.class).clearAbandoned();

        // Then
        assertThat(user.get("/api/v1/files/upload/" + old + "/status").statusCode())
                .isEqualTo(404);
        assertThat(user.get("/api/v1/files/upload/" + fresh + "/status").statusCode())
                .isEqualTo(200);
        awaitNoObjectsOf(old);
        assertThat(objectsOf(fresh)).isOne();
    }

    @Test
    void deletesAllThatNothingCameForHoweverMany() throws Exception {
        // Given
        UploadService.User user = service.newUser();
        UploadService.number("WITH old AS (INSERT INTO upload (id, user_id, protocol, filename, size, updated_at)"
                + " SELECT gen_random_uuid(), " + user.id() + ", 'tus', 'old.wav', 1000, now() - interval '2 hours'"
                + " FROM generate_series(1, 250) RETURNING 1) SELECT count(*) FROM old");

        // When
        service.bean(Janitor.class).clearAbandoned();

        // Then
        assertThat(UploadService.number("SELECT count(*) FROM upload WHERE user_id = " + user.id()))
                .isZero();
    }

    @Test
    void failsAnUploadWhoseEventNobodyCanRead() throws Exception {
        // Given
        UploadService.User user = service.newUser();
        UUID id = initiate(user, Recordings.part(RECORDING, CHUNK, 2), null);
        send(user, id, 0, Recordings.part(RECORDING, CHUNK, 2));
        complete(user, id);

        UploadService.number(
                "UPDATE event SET payload = '[]' WHERE headers ->> 'subject' = 'upload/" + id + "' RETURNING 1");

        // When
        publisher.publish(id);

        // Then
        JsonNode status = awaitEnd(user, id);
        assertThat(status.path("status").asString()).isEqualTo("FAILED");
        assertThat(status.path("error").path("detail").asString()).contains("could not be put together");
        service.bean(Janitor.class).clearEnded();
        assertThat(objectsOf(id)).isOne();
        assertThat(service.bean(UploadTable.class).mergeAgain(id)).isTrue();
        assertThat(service.bean(UploadTable.class).mergeAgain(id)).isFalse();
    }

    @Test
    void findsWhatWasBegunUnderTheSameKey() throws Exception {
        // Given
        UploadService.User user = service.newUser();

        // When
        HttpResponse<String> first = begin(user, "dawn-1", 1_000);
        HttpResponse<String> again = begin(user, "dawn-1", 1_000);
        HttpResponse<String> other = begin(user, "dawn-1", 2_000);
        HttpResponse<String> ofOther = begin(service.newUser(), "dawn-1", 2_000);

        // Then
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(json(again).path("upload_id")).isEqualTo(json(first).path("upload_id"));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).path("code").asString()).isEqualTo("idempotency_key_reused");
        assertThat(ofOther.statusCode()).isEqualTo(201);
    }

    private static HttpResponse<String> begin(UploadService.User user, String key, int size) throws Exception {
        return user.send(
                "POST",
                "/api/v1/files/initiate",
                BodyPublishers.ofString("{\"filename\": \"dawn.wav\", \"size\": " + size + "}"),
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                key);
    }

    @Test
    void takesNothingFromASessionThatHasEnded() throws Exception {
        // Given
        UUID session = UUID.randomUUID();
        UploadService.User user = service.signedIn(service.newUser(), session);
        Map<String, Object> announced = Map.of("filename", "dawn.wav", "size", 1000);
        assertThat(user.json("POST", "/api/v1/files/initiate", announced).statusCode())
                .isEqualTo(201);

        // When
        UploadService.number("INSERT INTO revocation (subject, reason) VALUES ('session/" + session
                + "', 'signed_out') RETURNING 1");

        // Then
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (user.json("POST", "/api/v1/files/initiate", announced).statusCode() != 401) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(100_000_000);
        }
    }

    private static JsonNode refused(UploadService.User user, Map<String, Object> announced) throws Exception {
        HttpResponse<String> answer = user.json("POST", "/api/v1/files/initiate", announced);
        assertThat(answer.statusCode()).isBetween(400, 499);
        return json(answer);
    }

    /** Sent, completed and published. */
    private static UUID uploaded(UploadService.User user, byte[] recording, String sha256) throws Exception {
        UUID id = initiate(user, recording, sha256);
        send(user, id, 0, recording);
        assertThat(complete(user, id).statusCode()).isEqualTo(202);
        assertThat(publisher.publish(id)).isOne();
        return id;
    }

    private static UUID initiate(UploadService.User user, byte[] recording, String sha256) throws Exception {
        Map<String, Object> announced = sha256 == null
                ? Map.of("filename", "dawn.wav", "size", recording.length)
                : Map.of("filename", "dawn.wav", "size", recording.length, "sha256", sha256);
        HttpResponse<String> answer = user.json("POST", "/api/v1/files/initiate", announced);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return UUID.fromString(json(answer).path("upload_id").asString());
    }

    private static HttpResponse<String> send(UploadService.User user, UUID id, int chunk, byte[] bytes)
            throws Exception {
        return user.send("PATCH", "/api/v1/files/upload/" + id + "/" + chunk, BodyPublishers.ofByteArray(bytes));
    }

    private static HttpResponse<String> complete(UploadService.User user, UUID id) throws Exception {
        return user.json("POST", "/api/v1/files/complete", Map.of("upload_id", id));
    }

    private static JsonNode awaitEnd(UploadService.User user, UUID id) throws Exception {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (true) {
            JsonNode status = json(user.get("/api/v1/files/upload/" + id + "/status"));
            if (!status.path("status").asString().equals("MERGING")) {
                return status;
            }
            assertThat(System.nanoTime()).as("%s", status).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static void awaitNoObjectsOf(UUID id) throws Exception {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (objectsOf(id) > 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static long objectsOf(UUID id) throws Exception {
        Path folder = service.folder().resolve("chunks");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> objects = Files.list(folder)) {
            return objects.filter(object -> object.getFileName().toString().contains(id.toString()))
                    .count();
        }
    }
}
