package dev.chirp.load.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.load.client.Chirper;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.UpPlatform;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code chirp listen} as a person runs it, while the platform is killed and comes back. */
class ListenIT {
    @TempDir
    Path folder;

    @Test
    void tellsEachBirdOnceAcrossAKillOfThePlatformAndGoesOnWhereItEnded() throws Exception {
        int port = Ports.free();
        int offset = Ports.freeOffset();
        Path data = folder.resolve("data");
        UpPlatform platform = UpPlatform.start(folder.resolve("first"), port, offset, data);
        try (HttpClient http = HttpClient.newHttpClient()) {
            Chirper chirper = Chirper.signUp(http, platform.url());
            List<Long> birds = new ArrayList<>();
            try (ChirpProcess listen = listen("listen", chirper)) {
                listen.awaitLine("\"connected\"", Journey.PATIENCE);
                birds.add(chirper.capture("one.wav", Journey.song("American Robin", 7)));
                listen.awaitLine("new_capture", Journey.PATIENCE);

                // When
                platform.process().kill();
                listen.awaitLine("Connection lost", Journey.PATIENCE);
                platform = UpPlatform.start(folder.resolve("second"), port, offset, data);
                birds.add(chirper.capture("two.wav", Journey.song("Blue Jay", 3)));

                // Then
                listen.awaitLine("two.wav", Duration.ofSeconds(120)); // attempts may be a minute apart by now
                assertThat(birds(listen)).isEqualTo(birds);
                assertThat(listen.lines()).noneMatch(line -> line.contains(chirper.token()));
                ChirpProcess.signal("TERM", listen.pid()); // as Ctrl-C, which what runs in the background may not hear
                assertThat(listen.awaitExit()).isEqualTo(143);
                assertThat(listen.lines()).noneMatch(line -> line.contains("Exception"));

                // And: a later one gets exactly what came after it
                chirper.awaitTerminal(chirper.capture("three.wav", Journey.song("House Finch", 4)), Journey.PATIENCE);
                String since = "--since=" + lastPosition(listen);
                try (ChirpProcess later = listen("later", chirper, since, "--once=2")) {
                    assertThat(later.awaitExit()).isZero();
                    assertThat(frames(later).filter(frame -> frame.has("offset")))
                            .hasSize(2)
                            .last()
                            .satisfies(bird -> assertThat(bird.toString()).contains("new_capture", "House Finch"));
                }
            }
            remembersWhatAClientAcknowledged(chirper);
            assertRefuses("2", chirper, "--since=nonsense", "CHANNEL@EPOCH:OFFSET");
            assertRefuses("1", chirper, "--channel=device:nobodys", "refuses the channel device:nobodys");
        } finally {
            platform.close();
        }
    }

    /** A client that stored nothing: the first one leaves, the second one gets what came after its last ack. */
    private void remembersWhatAClientAcknowledged(Chirper chirper) throws Exception {
        try (ChirpProcess desk = listen("desk", chirper, "--client-id=desk", "--ack", "--channel=presence:user")) {
            desk.awaitLine("\"clients\":[{", Journey.PATIENCE);
            chirper.capture("four.wav", Journey.song("Song Sparrow", 21));
            desk.awaitLine("new_capture", Journey.PATIENCE);
            ChirpProcess.signal("TERM", desk.pid());
            desk.awaitExit();
        }
        chirper.awaitTerminal(chirper.capture("five.wav", Journey.song("Carolina Wren", 22)), Journey.PATIENCE);
        try (ChirpProcess desk = listen("desk-again", chirper, "--client-id=desk", "--ack", "--once=2")) {
            assertThat(desk.awaitExit()).isZero();
            assertThat(desk.lines())
                    .filteredOn(line -> line.contains("\"offset\"") && line.contains("new_capture"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("Carolina Wren"));
        }
    }

    private void assertRefuses(String exit, Chirper chirper, String option, String why) throws Exception {
        try (ChirpProcess refused = listen("refused" + exit, chirper, option)) {
            refused.awaitLine(why, Journey.PATIENCE);
            assertThat(refused.awaitExit()).isEqualTo(Integer.parseInt(exit));
        }
    }

    private ChirpProcess listen(String name, Chirper chirper, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("listen", "--json", "--url", chirper.url()));
        arguments.addAll(List.of("--user", chirper.username(), "--password=" + chirper.password()));
        arguments.addAll(List.of(more));
        return ChirpProcess.start(name, folder, List.of("-Xmx96m"), arguments);
    }

    private static List<Long> birds(ChirpProcess listen) {
        return frames(listen)
                .filter(frame -> frame.path("event").asString().equals("new_capture"))
                .map(frame -> frame.path("data").path("id").asLong())
                .toList();
    }

    private static String lastPosition(ChirpProcess listen) {
        JsonNode last = frames(listen)
                .filter(frame -> frame.has("offset"))
                .reduce((one, other) -> other)
                .orElseThrow();
        return "user@%d:%d"
                .formatted(last.path("epoch").asLong(), last.path("offset").asLong());
    }

    private static Stream<JsonNode> frames(ChirpProcess listen) {
        return listen.lines().stream().filter(line -> line.startsWith("{")).map(EventJson.MAPPER::readTree);
    }
}
