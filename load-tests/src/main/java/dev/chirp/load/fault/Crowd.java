package dev.chirp.load.fault;

import dev.chirp.load.client.Chirper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** Who uploads: users in a browser, and devices. Each of them stays below its limits, also when it catches up. */
final class Crowd {
    private static final int DEVICES = 8;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private final HttpClient http;
    private final String url;
    private final List<Chirper> users = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();

    private record Device(String id, String key) {}

    /** Accounts with fresh names, and devices of the first one. */
    Crowd(HttpClient http, String url, int users) throws IOException, InterruptedException {
        this.http = http;
        this.url = url;
        for (int i = 0; i < users; i++) {
            this.users.add(Chirper.signUp(http, url));
        }
        for (int i = 0; i < DEVICES; i++) {
            devices.add(newDevice());
        }
    }

    private Device newDevice() throws IOException, InterruptedException {
        HttpResponse<String> device = http.send(
                this.users
                        .getFirst()
                        .authorised("/api/v1/devices")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"name\": \"Feeder\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (device.statusCode() != 201) {
            throw new IOException("the device was answered " + device.statusCode() + ": " + device.body());
        }
        JsonNode known = Chirper.json(device);
        return new Device(known.required("id").asString(), known.required("key").asString());
    }

    HttpClient http() {
        return http;
    }

    List<Chirper> users() {
        return List.copyOf(users);
    }

    /** Tokens live for 15 minutes, a run does not. */
    void signInAgain() throws IOException, InterruptedException {
        for (int i = 0; i < users.size(); i++) {
            Chirper user = users.get(i);
            users.set(i, Chirper.signIn(http, url, user.username(), user.password()));
        }
    }

    List<String> deviceIds() {
        return devices.stream().map(Device::id).toList();
    }

    /** Sends a clip under its name, the devices by turns; again with the same name is one clip all the same. */
    CompletableFuture<HttpResponse<String>> sendClip(String boot, long seq, byte[] audio) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(url + "/ingest/v1/clips"))
                        .timeout(TIMEOUT)
                        .header(
                                "X-Device-Key",
                                devices.get((int) (seq % devices.size())).key())
                        .header("X-Device-Boot", boot)
                        .header("X-Device-Seq", Long.toString(seq))
                        .header("Content-Type", "audio/wav")
                        .POST(BodyPublishers.ofByteArray(audio))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
