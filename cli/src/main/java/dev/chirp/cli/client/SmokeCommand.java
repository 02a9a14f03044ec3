package dev.chirp.cli.client;

import dev.chirp.audio.WavWriter;
import dev.chirp.cli.CommandFailure;
import dev.chirp.cli.live.LiveClient;
import dev.chirp.cli.live.LiveOptions;
import dev.chirp.cli.live.Tokens;
import dev.chirp.song.Song;
import dev.chirp.song.Songbook;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code chirp smoke}: whether a deployment does what it is there for. */
@Command(
        name = "smoke",
        description =
                "Tries a deployment as a new user would: signs up, listens, uploads a song, waits for the bird and"
                        + " its picture. Prints a line for each step; exit code 1 at the first that fails.",
        mixinStandardHelpOptions = true)
public final class SmokeCommand implements Callable<Integer> {
    private static final String BIRD = "American Robin";
    private static final int SONG_SEED = 7;
    private static final int SONG_SECONDS = 9;
    private static final int SAMPLE_RATE = 32_000;
    private static final double SIGNAL_TO_NOISE_DB = 20;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long one step may take (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "A recording of a bird that the deployed model knows (default: a synthesised " + BIRD
                    + ", which the model 'backyard-mini' knows).")
    private @Nullable Path file;

    @Option(
            names = "--live-url",
            paramLabel = "URL",
            description = "Where live sockets are, when no front stands before all services (default: as --url).")
    private @Nullable URI liveUrl;

    @Mixin
    private Platform platform;

    /** New captures as the live socket tells them, by id. */
    private final Map<Long, CompletableFuture<JsonNode>> heard = new ConcurrentHashMap<>();

    /** Null once the socket has said something; otherwise why it ended. */
    private final CompletableFuture<@Nullable String> joined = new CompletableFuture<>();

    @Override
    public Integer call() throws Exception {
        if (file != null && !Files.isReadable(file)) {
            throw new ParameterException(spec.commandLine(), "Cannot read %s.".formatted(file));
        }
        URI url = platform.url();
        spec.commandLine().getOut().println("Trying " + url);
        Api api = step("sign up and in", this::signUp);
        LiveClient client = client(api);
        try {
            step("live socket", () -> connected(client));
            long capture = step("upload accepted", () -> upload(api));
            JsonNode told = step("bird told live", () -> bird(capture));
            step("the same by REST", () -> same(api, capture, told));
            step("picture", () -> picture(api, told));
            step("deletion", () -> {
                api.delete("/api/v1/captures/" + capture);
                return true;
            });
        } finally {
            client.stop();
        }
        spec.commandLine().getOut().println("The deployment works.");
        return 0;
    }

    private <T> T step(String name, Callable<T> work) throws Exception {
        long begun = System.nanoTime();
        try {
            T result = work.call();
            spec.commandLine()
                    .getOut()
                    .printf("  %-16s ok  %,7d ms%n", name, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            spec.commandLine().getOut().flush();
            return result;
        } catch (CommandFailure e) {
            throw new CommandFailure("%s: %s".formatted(name, e.getMessage()), e);
        }
    }

    private Api signUp() {
        byte[] random = new byte[12];
        new SecureRandom().nextBytes(random);
        String name = "smoke-" + HexFormat.of().formatHex(random, 0, 6);
        return Api.signUp(
                platform.trust(),
                platform.url(),
                name,
                name + "@example.org",
                "smoke " + HexFormat.of().formatHex(random));
    }

    private LiveClient client(Api api) {
        var options = new LiveOptions(liveUrl == null ? api.url() : liveUrl, List.of(), null, Map.of(), false);
        Tokens tokens = new Tokens() {
            @Override
            public String current() {
                return api.token();
            }

            @Override
            public String renewed() throws Refused {
                throw new Refused("The server refuses the token that it gave.");
            }
        };
        return new LiveClient(api.http(), options, tokens, new LiveClient.Listener() {
            @Override
            public boolean onFrame(JsonNode frame) {
                joined.complete(null);
                if (frame.path("event").asString("").equals("new_capture")) {
                    capture(frame.at("/data/id").asLong()).complete(frame.path("data"));
                }
                return true;
            }

            @Override
            public void onState(String sentence) {}
        });
    }

    private CompletableFuture<JsonNode> capture(long id) {
        return heard.computeIfAbsent(id, absent -> new CompletableFuture<>());
    }

    private boolean connected(LiveClient client) throws InterruptedException, ExecutionException {
        Thread.ofVirtual().start(() -> {
            try {
                joined.complete("the server ended it: " + client.run());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                joined.completeExceptionally(e);
            }
        });
        try {
            String refusal = joined.get(timeoutSeconds, TimeUnit.SECONDS);
            if (refusal != null) {
                throw new CommandFailure(refusal);
            }
            return true;
        } catch (TimeoutException e) {
            throw new CommandFailure("no frame came within %d s.".formatted(timeoutSeconds), e);
        }
    }

    private long upload(Api api) throws IOException {
        if (file != null) {
            return api.upload(file, sent -> {});
        }
        Path synthesised = Files.createTempFile("chirp-smoke", ".wav");
        try {
            Files.write(synthesised, song());
            return api.upload(synthesised, sent -> {});
        } finally {
            Files.delete(synthesised);
        }
    }

    private static byte[] song() {
        return WavWriter.toBytes(
                Song.render(
                        Songbook.find(BIRD).orElseThrow(), SONG_SEED, SONG_SECONDS, SAMPLE_RATE, SIGNAL_TO_NOISE_DB),
                SAMPLE_RATE);
    }

    private JsonNode bird(long id) throws InterruptedException, ExecutionException {
        try {
            JsonNode told = capture(id).get(timeoutSeconds, TimeUnit.SECONDS);
            String bird = told.at("/bird/common_name").asString("");
            if (bird.isEmpty() || (file == null && !bird.equals(BIRD))) {
                throw new CommandFailure(
                        "the verdict is '%s %s'. The model may not know what was sent; give a recording of a bird that it knows with --file."
                                .formatted(told.path("verdict").asString(""), bird)
                                .replace(" '.", "'."));
            }
            return told;
        } catch (TimeoutException e) {
            throw new CommandFailure("capture %d was not told within %d s.".formatted(id, timeoutSeconds), e);
        }
    }

    private boolean same(Api api, long id, JsonNode told) {
        JsonNode capture = api.capture(id);
        if (!capture.equals(told)) {
            throw new CommandFailure("capture %d reads otherwise: %s".formatted(id, capture));
        }
        return true;
    }

    private boolean picture(Api api, JsonNode told) {
        String path = told.at("/bird/pixel_art_url").asString("");
        byte[] image = api.bytes(path);
        for (int i = 0; i < PNG.length; i++) {
            if (image.length <= i || image[i] != PNG[i]) {
                throw new CommandFailure("%s is no PNG.".formatted(path));
            }
        }
        return true;
    }
}
