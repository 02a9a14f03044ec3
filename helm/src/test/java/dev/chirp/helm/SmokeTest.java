package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.cli.client.SmokeCommand;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What {@code helm test} runs. */
class SmokeTest {
    @ParameterizedTest
    @EnumSource
    void asksForWhatTheCommandUnderstands(Profile profile) {
        List<String> arguments = arguments(Charts.render(profile).one("Job", "smoke"));

        assertThat(arguments.getFirst()).isEqualTo("smoke");
        assertThat(parsed(arguments).matchedOptionValue("--file", "none")).isEqualTo("none");
    }

    @Test
    void playsARecordingThatAPackOfOnesOwnKnows() {
        JsonNode job = Charts.render(
                        Profile.HA,
                        Charts.KUBERNETES.getLast(),
                        Map.of(
                                "classify-worker.pack.existingClaim", "chirp-packs",
                                "classify-worker.pack.folder", "birdnet",
                                "smoke.file", "songs/blackbird.wav"))
                .one("Job", "smoke");
        JsonNode mount = Rendering.containerOf(job).at("/volumeMounts/1");
        JsonNode volume = Rendering.podOf(job).at("/volumes/1");

        assertThat(parsed(arguments(job)).hasMatchedOption("--file")).isTrue();
        assertThat(arguments(job)).contains("--file=" + mount.path("mountPath").asString() + "/songs/blackbird.wav");
        assertThat(mount.path("readOnly").asBoolean()).isTrue();
        assertThat(volume.path("name")).isEqualTo(mount.path("name"));
        assertThat(volume.at("/persistentVolumeClaim/claimName").asString()).isEqualTo("chirp-packs");
        assertThat(Models.faultsOf(job)).isEmpty();
    }

    private static List<String> arguments(JsonNode job) {
        return Rendering.containerOf(job)
                .path("args")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private static CommandLine.ParseResult parsed(List<String> arguments) {
        return new CommandLine(new SmokeCommand())
                .parseArgs(arguments.subList(1, arguments.size()).toArray(String[]::new));
    }
}
