package dev.chirp.load.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chirp.audio.WavWriter;
import dev.chirp.load.client.Chirper;
import dev.chirp.load.process.UpPlatform;
import dev.chirp.song.Song;
import dev.chirp.song.Songbook;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Clients that others wrote talk to {@code /ws}: the JDK's, the package {@code ws} of npm, and chirp.js in Node. */
class StockClientsIT {
    private static final Path NPM = Path.of("target", "stock-clients");

    @TempDir
    static Path folder;

    private static final int MORNING_SECONDS = 180;
    private static UpPlatform platform;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        platform = UpPlatform.start(folder);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void theClientOfTheJdkConnectsHearsAndCloses() throws Exception {
        Chirper chirper = Chirper.signUp(http, platform.url());
        var listener = new Heard();
        WebSocket socket = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + chirper.token())
                .connectTimeout(Duration.ofSeconds(10))
                .buildAsync(live(), listener)
                .join();

        assertThat(listener.next()).contains("\"event\":\"connected\"", "\"channel\":\"user\"");
        assertThat(listener.next()).contains("\"event\":\"ping\"");
        socket.sendText("{\"op\": \"pi", false).join();
        socket.sendPing(ByteBuffer.wrap(new byte[] {1, 2})).join(); // between the fragments of a message
        socket.sendText("ng\", \"id\": \"mine\"}", true).join();
        assertThat(List.of(listener.next(), listener.next()))
                .anySatisfy(heard -> assertThat(heard).isEqualTo("pong 2"))
                .anySatisfy(heard -> assertThat(heard).contains("\"event\":\"pong\"", "\"op_id\":\"mine\""));
        chirper.capture("robin.wav", Journey.song("American Robin", 7));
        assertThat(listener.await("\"event\":\"new_capture\"")).contains("American Robin");
        socket.sendClose(4321, "seen enough").join();
        assertThat(listener.await("closed")).isEqualTo("closed 4321");
    }

    @Test
    void thePackageWsConnectsHearsAndCloses() throws Exception {
        install();
        Chirper chirper = Chirper.signUp(http, platform.url());

        try (Node node = new Node("ws.mjs", chirper)) {
            node.await("connected");
            chirper.capture("robin.wav", Journey.song("American Robin", 7));

            assertThat(node.end()).contains("ping", "pong", "op_id mine", "new_capture", "closed 1000 pongs 1");
        }
    }

    @Test
    void chirpJsRunsInNodeAsItIsPublished() throws Exception {
        install();
        Chirper chirper = Chirper.signUp(http, platform.url());

        try (Node node = new Node("chirp-node.mjs", chirper)) {
            node.await("live");
            chirper.capture("robin.wav", Journey.song("American Robin", 7));

            assertThat(node.end())
                    .containsExactly("connecting", "joined user", "live", "bird American Robin", "pong", "stopped");
        }
    }

    /** Through the front; the connection is cut at random bytes, and the recording is whole nevertheless. */
    @Test
    void tusJsClientSendsALongRecording() throws Exception {
        install();
        Chirper chirper = Chirper.signUp(http, platform.url());
        Path morning = Files.write(folder.resolve("morning.wav"), morning());

        try (Node node = new Node(List.of("node", "tus.mjs", platform.url(), chirper.token(), morning.toString()))) {
            assertThat(node.end()).containsExactly("done after 4 cuts");
        }

        JsonNode capture = chirper.awaitTerminal(onlyCaptureOf(chirper), Journey.PATIENCE);
        assertThat(capture.path("filename").asString()).isEqualTo("a morning.wav");
        assertThat(capture.path("bird").path("common_name").asString()).isEqualTo("American Robin");
        assertThat(capture.path("duration_seconds").asDouble()).isEqualTo(MORNING_SECONDS);
        assertThat(capture.path("detections").size()).isGreaterThan(3);
    }

    /** Which is there when the pieces are put together. */
    private static long onlyCaptureOf(Chirper chirper) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Journey.PATIENCE.toNanos();
        JsonNode captures = chirper.get("/api/v1/captures").path("captures");
        while (captures.isEmpty()) {
            assertThat(System.nanoTime()).as("no capture").isLessThan(deadline);
            Thread.sleep(100);
            captures = chirper.get("/api/v1/captures").path("captures");
        }
        return captures.get(0).path("id").asLong();
    }

    /** A robin that sings, and is silent, over and over. */
    private static byte[] morning() {
        float[] song = Song.render(Songbook.find("American Robin").orElseThrow(), 7, 9, 32_000, Song.CLEAN);
        float[] all = new float[MORNING_SECONDS * 32_000];
        for (int at = 0; at + song.length <= all.length; at += 2 * song.length) {
            System.arraycopy(song, 0, all, at, song.length);
        }
        return WavWriter.toBytes(all, 32_000);
    }

    private static URI live() {
        return URI.create(platform.url().replaceFirst("^http", "ws") + "/ws");
    }

    /** What a socket of the JDK heard, in words. */
    private static final class Heard implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                heard.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
            heard.add("pong " + payload.remaining());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("closed " + code);
            return null;
        }

        String next() throws InterruptedException {
            return Objects.requireNonNull(heard.poll(Journey.PATIENCE.toSeconds(), TimeUnit.SECONDS), "nothing heard");
        }

        String await(String part) throws InterruptedException {
            while (true) {
                String one = next();
                if (one.contains(part)) {
                    return one;
                }
            }
        }
    }

    /** Into a folder of the build; skips the test where that does not work. */
    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(NPM);
        for (String file :
                List.of("package.json", "package-lock.json", ".npmrc", "ws.mjs", "chirp-node.mjs", "tus.mjs")) {
            try (InputStream resource = StockClientsIT.class.getResourceAsStream("/stock-clients/" + file)) {
                Files.copy(
                        Objects.requireNonNull(resource, file), NPM.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        assumeTrue(runs("node", "--version") && runs("npm", "ci", "--silent"), "npm cannot install the packages here");
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .directory(NPM.toFile())
                            .inheritIO()
                            // Not the stream by which the tests are told what to run.
                            .redirectInput(ProcessBuilder.Redirect.PIPE)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // not installed
        }
    }

    /** A script of ours that uses a package of theirs. */
    private static final class Node implements AutoCloseable {
        private final Process process;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final Thread reader;

        Node(String script, Chirper chirper) throws IOException {
            this(List.of("node", script, live().toString(), chirper.token()));
        }

        Node(List<String> command) throws IOException {
            process = new ProcessBuilder(command)
                    .directory(NPM.toFile())
                    .redirectErrorStream(true)
                    .start();
            reader = Thread.ofVirtual().start(() -> {
                try (var output = process.inputReader(StandardCharsets.UTF_8)) {
                    output.lines().forEach(lines::add);
                } catch (IOException e) {
                    lines.add(e.toString());
                }
            });
        }

        /** Leaves what came before it in {@link #end}. */
        void await(String line) throws InterruptedException {
            long deadline = System.nanoTime() + Journey.PATIENCE.toNanos();
            while (!lines.contains(line)) {
                assertThat(System.nanoTime())
                        .as(() -> "no " + line + " in " + lines)
                        .isLessThan(deadline);
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }

        /** Every line, when the script is over by itself. */
        List<String> end() throws InterruptedException {
            assertThat(process.waitFor(Journey.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> "still runs: " + lines)
                    .isTrue();
            reader.join();
            return List.copyOf(lines);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
