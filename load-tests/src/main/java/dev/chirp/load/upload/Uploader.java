package dev.chirp.load.upload;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.load.client.Chirper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A user who sends long recordings to device-ingest. */
public final class Uploader {
    private static final int CREATED = 201;

    private final HttpClient http;
    private final String url;
    private final Chirper user;

    /** @param url of device-ingest, or of a front before it */
    public Uploader(HttpClient http, String url, Chirper user) {
        this.http = http;
        this.url = url;
        this.user = user;
    }

    /** Creates an upload by tus; its address. */
    public String create(long bytes) throws IOException, InterruptedException {
        HttpResponse<String> created = http.send(
                request("/api/v1/tus")
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Length", Long.toString(bytes))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        if (created.statusCode() != CREATED) {
            throw new IOException("creating an upload: " + created.statusCode() + " " + created.body());
        }
        return URI.create(url)
                .resolve(created.headers().firstValue("Location").orElseThrow())
                .toString();
    }

    /** Sends a whole file in one request, by curl. */
    public void send(String address, Path file) throws IOException, InterruptedException {
        Commands.run(List.of(
                "curl",
                "-sS",
                "-f",
                "-X",
                "PATCH",
                "-T",
                file.toString(),
                "-o",
                "/dev/null",
                "-H",
                "Expect:",
                "-H",
                "Tus-Resumable: 1.0.0",
                "-H",
                "Upload-Offset: 0",
                "-H",
                "Content-Type: application/offset+octet-stream",
                "-H",
                "Authorization: Bearer " + user.token(),
                address));
    }

    /** Sends a file by the chunk API, chunk after chunk; the upload's id, when all are there but it is not complete. */
    public String chunks(Path file) throws IOException, InterruptedException {
        JsonNode begun =
                json(request("/api/v1/files/initiate"), Map.of("size", Files.size(file), "filename", "chunks.wav"));
        String id = begun.required("upload_id").asString();
        try (FileChannel channel = FileChannel.open(file)) {
            var stream = Channels.newInputStream(channel);
            for (int chunk = 0; chunk < begun.required("chunk_count").asInt(); chunk++) {
                byte[] bytes = stream.readNBytes(begun.required("chunk_size").asInt());
                HttpResponse<String> answer = http.send(
                        request("/api/v1/files/upload/" + id + "/" + chunk)
                                .method("PATCH", BodyPublishers.ofByteArray(bytes))
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() / 100 != 2) {
                    throw new IOException("chunk " + chunk + ": " + answer.statusCode() + " " + answer.body());
                }
            }
        }
        return id;
    }

    public void complete(String id) throws IOException, InterruptedException {
        json(request("/api/v1/files/complete"), Map.of("upload_id", id));
    }

    private JsonNode json(HttpRequest.Builder request, Map<String, ?> body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(EventJson.MAPPER.writeValueAsString(body)))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.uri().getPath() + ": " + answer.statusCode() + " " + answer.body());
        }
        return EventJson.MAPPER.readTree(answer.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + user.token());
    }
}
