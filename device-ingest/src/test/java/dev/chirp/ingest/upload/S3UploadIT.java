package dev.chirp.ingest.upload;

import static dev.chirp.ingest.upload.UploadService.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.S3Server;
import dev.chirp.embedded.TestServers;
import dev.chirp.storage.BlobStore;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Long recordings with a bucket in place of the folder. */
class S3UploadIT {
    private static final int CHUNK = 5 * 1024 * 1024;
    private static final byte[] RECORDING = Recordings.wav(3 * CHUNK + 77, 9);
    private static S3Server s3;
    private static UploadService service;
    private static UploadPublisher publisher;

    @BeforeAll
    static void start() {
        s3 = S3Server.start(TestServers.folder().resolve("s3-uploads"), "chirp");
        service = new UploadService(Map.of(
                "chirp.ingest.upload.chunk-size", "5MB",
                "chirp.storage.s3.bucket", "chirp",
                "chirp.storage.s3.endpoint", s3.endpoint().toString(),
                "chirp.storage.s3.access-key", "key",
                "chirp.storage.s3.secret-key", "secret"));
        publisher = new UploadPublisher();
    }

    @AfterAll
    static void stop() {
        publisher.close();
        service.close();
        s3.close();
    }

    @Test
    void putsChunksTogetherInTheBucket() throws Exception {
        // Given
        UploadService.User user = service.newUser();
        UUID id = UUID.fromString(json(user.json(
                        "POST",
                        "/api/v1/files/initiate",
                        Map.of("size", RECORDING.length, "sha256", Recordings.sha256(RECORDING))))
                .path("upload_id")
                .asString());

        // When
        for (int chunk : new int[] {3, 1, 0, 2}) {
            int status = user.send(
                            "PATCH",
                            "/api/v1/files/upload/" + id + "/" + chunk,
                            BodyPublishers.ofByteArray(Recordings.part(RECORDING, CHUNK, chunk)))
                    .statusCode();
            assertThat(status).isEqualTo(204);
        }
        assertThat(user.json("POST", "/api/v1/files/complete", Map.of("upload_id", id))
                        .statusCode())
                .isEqualTo(202);
        publisher.publish(id);

        // Then
        assertThat(awaitEnd(user, id).path("status").asString()).isEqualTo("COMPLETED");
        BlobStore store = service.bean(BlobStore.class);
        assertThat(read(store, "uploads/" + id)).isEqualTo(RECORDING);
        while (hasChunks(store, id)) {
            LockSupport.parkNanos(50_000_000);
        }
        assertThat(service.folder()).doesNotExist();
    }

    private static JsonNode awaitEnd(UploadService.User user, UUID id) throws Exception {
        JsonNode status;
        do {
            LockSupport.parkNanos(50_000_000);
            status = json(user.get("/api/v1/files/upload/" + id + "/status"));
        } while (status.path("status").asString().equals("MERGING"));
        return status;
    }

    private static boolean hasChunks(BlobStore store, UUID id) throws IOException {
        try (Stream<String> keys = store.changedBefore("chunks", Instant.now().plusSeconds(60))) {
            return keys.anyMatch(key -> key.contains(id.toString()));
        }
    }

    private static byte[] read(BlobStore store, String key) throws IOException {
        try (SeekableByteChannel channel = store.open(key)) {
            ByteBuffer all = ByteBuffer.allocate((int) channel.size());
            while (all.hasRemaining() && channel.read(all) >= 0) {}
            return all.array();
        }
    }
}
