package dev.chirp.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TusIT {
    private static final String OCTETS = "application/offset+octet-stream";
    private static UploadService service;
    private static UploadPublisher publisher;

    @BeforeAll
    static void start() {
        service = new UploadService(Map.of("chirp.ingest.upload.chunk-size", "5MB"));
        publisher = new UploadPublisher();
    }

    @AfterAll
    static void stop() {
        publisher.close();
        service.close();
    }

    @Test
    void saysWhatItCan() throws Exception {
        HttpResponse<String> answer = service.newUser().send("OPTIONS", "/api/v1/tus", BodyPublishers.noBody());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Tus-Version")).contains("1.0.0");
        assertThat(answer.headers().firstValue("Tus-Extension"))
                .contains("creation,creation-with-upload,termination,checksum,expiration");
        assertThat(answer.headers().firstValue("Tus-Max-Size")).contains("2147483648");
    }

    @Test
    void takesARecordingThatComesInPieces() throws Exception {
        // Given
        UploadService.User user = service.newUser();
        byte[] recording = Recordings.wav(11_000_000, 11);
        String location = create(user, recording.length);

        // When
        for (int at = 0; at < recording.length; at += 4_000_000) {
            byte[] piece = Arrays.copyOfRange(recording, at, Math.min(recording.length, at + 4_000_000));
            HttpResponse<String> answer = patch(user, location, at, piece);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
            assertThat(answer.headers().firstValue("Upload-Offset")).contains(Integer.toString(at + piece.length));
        }

        // Then
        assertThat(Files.readAllBytes(merged(location))).isEqualTo(recording);
        assertThat(UploadService.number(
                        "SELECT count(*) FROM capture WHERE filename = 'dawn chorus.wav' AND user_id = " + user.id()))
                .isOne();
        assertThat(offset(user, location)).isEqualTo(recording.length);
    }

    @Test
    void keepsWhatCameOfAConnectionThatIsCutAnywhere() throws Exception {
        UploadService.User user = service.newUser();
        byte[] recording = Recordings.wav(12_000_000, 12);
        String location = create(user, recording.length);
        Random random = new Random(7);
        long kept = 0;

        for (int cut = 0; cut < 6; cut++) {
            long at = offset(user, location);
            int most = (int) Math.min(random.nextInt(500_000, 3_000_000), recording.length - at - 1);
            cut(user, location, at, recording, most);
            kept += offset(user, location) - at;
        }
        while (offset(user, location) < recording.length) {
            // Refused when the request that was cut last has only now been dealt with.
            long at = offset(user, location);
            patch(user, location, at, Arrays.copyOfRange(recording, (int) at, recording.length));
        }

        assertThat(kept).isPositive();
        assertThat(Files.readAllBytes(merged(location))).isEqualTo(recording);
    }

    @Test
    void refusesBytesAtAnotherPlace() throws Exception {
        UploadService.User user = service.newUser();
        String location = create(user, 1_000);

        HttpResponse<String> ahead = patch(user, location, 5, new byte[10]);
        HttpResponse<String> tooMany = patch(user, location, 0, new byte[1_001]);
        HttpResponse<String> untyped = user.send(
                "PATCH",
                location,
                BodyPublishers.ofByteArray(new byte[1]),
                "Tus-Resumable",
                "1.0.0",
                "Upload-Offset",
                "0");

        assertThat(ahead.statusCode()).isEqualTo(409);
        assertThat(tooMany.statusCode()).isEqualTo(422);
        assertThat(untyped.statusCode()).isEqualTo(415);
        assertThat(offset(user, location)).isZero();
    }

    @Test
    void countsNoBytesWithAnotherChecksum() throws Exception {
        UploadService.User user = service.newUser();
        byte[] recording = Recordings.wav(6_000_000, 13);
        String location = create(user, recording.length);
        String right = "sha1 "
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-1").digest(recording));

        HttpResponse<String> wrong = patch(user, location, 0, new byte[recording.length], "Upload-Checksum", right);
        HttpResponse<String> unknown = patch(user, location, 0, recording, "Upload-Checksum", "crc32 AAAA");

        assertThat(wrong.statusCode()).isEqualTo(460);
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(offset(user, location)).isZero();
        assertThat(patch(user, location, 0, recording, "Upload-Checksum", right).statusCode())
                .isEqualTo(204);
        assertThat(Files.readAllBytes(merged(location))).isEqualTo(recording);
    }

    @Test
    void takesBytesWithTheCreation() throws Exception {
        UploadService.User user = service.newUser();
        byte[] recording = Recordings.wav(100_000, 14);

        HttpResponse<String> created = user.send(
                "POST",
                "/api/v1/tus",
                BodyPublishers.ofByteArray(recording),
                "Tus-Resumable",
                "1.0.0",
                "Upload-Length",
                "100000",
                "Content-Type",
                OCTETS);

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Upload-Offset")).contains("100000");
        assertThat(Files.readAllBytes(
                        merged(created.headers().firstValue("Location").orElseThrow())))
                .isEqualTo(recording);
    }

    @Test
    void forgetsAnUploadThatIsTerminated() throws Exception {
        UploadService.User user = service.newUser();
        String location = create(user, 1_000);
        patch(user, location, 0, new byte[500]);

        HttpResponse<String> ended = user.send(
                "POST",
                location,
                BodyPublishers.noBody(),
                "Tus-Resumable",
                "1.0.0",
                "X-HTTP-Method-Override",
                "DELETE");

        assertThat(ended.statusCode()).isEqualTo(204);
        assertThat(head(user, location).statusCode()).isEqualTo(404);
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws Exception {
        UploadService.User user = service.newUser();

        HttpResponse<String> version = user.send("POST", "/api/v1/tus", BodyPublishers.noBody(), "Upload-Length", "1");
        HttpResponse<String> length =
                user.send("POST", "/api/v1/tus", BodyPublishers.noBody(), "Tus-Resumable", "1.0.0");
        HttpResponse<String> metadata = user.send(
                "POST",
                "/api/v1/tus",
                BodyPublishers.noBody(),
                "Tus-Resumable",
                "1.0.0",
                "Upload-Length",
                "1",
                "Upload-Metadata",
                "filename !!!");

        assertThat(version.statusCode()).isEqualTo(412);
        assertThat(version.headers().firstValue("Tus-Version")).contains("1.0.0");
        assertThat(length.statusCode()).isEqualTo(400);
        assertThat(metadata.statusCode()).isEqualTo(400);
    }

    private static String create(UploadService.User user, long length) throws Exception {
        HttpResponse<String> created = user.send(
                "POST",
                "/api/v1/tus",
                BodyPublishers.noBody(),
                "Tus-Resumable",
                "1.0.0",
                "Upload-Length",
                Long.toString(length),
                "Upload-Metadata",
                "filename " + Base64.getEncoder().encodeToString("dawn chorus.wav".getBytes(StandardCharsets.UTF_8))
                        + ",private");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Upload-Expires")).isPresent();
        return created.headers().firstValue("Location").orElseThrow();
    }

    private static HttpResponse<String> patch(
            UploadService.User user, String location, long offset, byte[] bytes, String... more) throws Exception {
        String[] headers = {"Tus-Resumable", "1.0.0", "Upload-Offset", Long.toString(offset), "Content-Type", OCTETS};
        String[] all = Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return user.send("PATCH", location, BodyPublishers.ofByteArray(bytes), all);
    }

    private static HttpResponse<String> head(UploadService.User user, String location) throws Exception {
        return user.send("HEAD", location, BodyPublishers.noBody(), "Tus-Resumable", "1.0.0");
    }

    private static long offset(UploadService.User user, String location) throws Exception {
        return Long.parseLong(
                head(user, location).headers().firstValue("Upload-Offset").orElseThrow());
    }

    /** Announces everything that remains, sends so many bytes and breaks off; returns when some are kept. */
    private static void cut(UploadService.User user, String location, long at, byte[] recording, int most)
            throws Exception {
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            String head = "PATCH " + location + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + user.token()
                    + "\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: " + at + "\r\nContent-Type: " + OCTETS
                    + "\r\nContent-Length: " + (recording.length - at) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(recording, (int) at, most);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // Cut is cut.
        }
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (offset(user, location) == at) {
            assertThat(System.nanoTime()).as("nothing kept of " + most).isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** The file of a recording once it is put together. */
    private static Path merged(String location) throws Exception {
        UUID id = UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
        assertThat(publisher.publish(id)).isOne();
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (UploadService.number("SELECT count(*) FROM upload WHERE status = 'COMPLETED' AND id = '" + id + "'")
                == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
        return service.folder().resolve("uploads").resolve(id.toString());
    }
}
