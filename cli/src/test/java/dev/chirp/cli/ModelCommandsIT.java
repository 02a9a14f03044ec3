package dev.chirp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Songs, and the models that name them; without a platform. */
class ModelCommandsIT {
    private static final Path SHIPPED = Path.of("../classify-worker/src/main/resources/packs/backyard-mini");

    @TempDir
    Path folder;

    @Test
    void installsAPackAndGoesBackToTheShippedOne() throws Exception {
        String data = folder.toString();
        assertThat(CommandLineRun.of("model", "verify").out()).startsWith("backyard-mini ");
        assertThat(CommandLineRun.of("model", "verify", SHIPPED.toString()).exit())
                .isZero();

        CommandLineRun installed = CommandLineRun.of("model", "install", SHIPPED.toString(), "--data-dir", data);
        assertThat(installed.exit()).as(installed.err()).isZero();
        assertThat(installed.out()).contains("Installed as");
        String list = CommandLineRun.of("model", "list", "--data-dir", data).out();
        assertThat(list.lines()).hasSize(2).first().asString().startsWith("  backyard-mini ");
        assertThat(list.lines()).last().asString().startsWith("* backyard-mini-");

        assertThat(CommandLineRun.of("model", "use", "backyard-mini", "--data-dir", data)
                        .exit())
                .isZero();
        assertThat(CommandLineRun.of("model", "list", "--data-dir", data).out()).startsWith("* backyard-mini ");
        CommandLineRun unknown = CommandLineRun.of("model", "use", "owls", "--data-dir", data);
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("No pack 'owls' (expected: backyard-mini, backyard-mini-");
    }

    @Test
    void refusesAPackThatIsNone() throws Exception {
        CommandLineRun none =
                CommandLineRun.of("model", "install", folder.resolve("none").toString());
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("is no folder");
        CommandLineRun empty = CommandLineRun.of("model", "verify", folder.toString());
        assertThat(empty.exit()).isEqualTo(1);
        assertThat(empty.err()).isNotBlank().doesNotContain("Exception");
        assertThat(CommandLineRun.of("model").exit()).isEqualTo(2);
        CommandLineRun elsewhere = CommandLineRun.of("model", "train");
        assertThat(elsewhere.err()).contains("needs the repository");
    }

    @Test
    void measuresTheModelOnSongs() throws Exception {
        Path songs = Files.createDirectories(folder.resolve("songs/American Robin"));
        sing("American Robin", songs.resolve("1.wav"));
        Files.writeString(songs.resolve("2.wav"), "no song");
        sing("Blue Jay", Files.createDirectories(folder.resolve("songs/Dodo")).resolve("1.wav"));

        CommandLineRun measured =
                CommandLineRun.of("eval", folder.resolve("songs").toString(), "--data-dir", folder.toString());
        assertThat(measured.exit()).as(measured.err()).isZero();
        assertThat(measured.out())
                .containsPattern("American Robin +1 +100")
                .contains("unknown to the model: Dodo")
                .contains("Left out:");
        CommandLineRun json = CommandLineRun.of(
                "eval", folder.resolve("songs").toString(), "--json", "--data-dir", folder.toString());
        assertThat(EventJson.MAPPER.readTree(json.out()).required("recordings").asInt())
                .isOne();

        CommandLineRun nothing = CommandLineRun.of(
                "eval", Files.createDirectory(folder.resolve("empty")).toString(), "--data-dir", folder.toString());
        assertThat(nothing.exit()).isEqualTo(1);
        assertThat(nothing.err()).contains("There is no recording in");
    }

    @Test
    void singsSongsCallsAndScenes() throws Exception {
        CommandLineRun list = CommandLineRun.of("song", "--list");
        assertThat(list.out()).contains("American Robin", "Scenes");
        Path scene = folder.resolve("yard.wav");
        String title = list.out()
                .lines()
                .dropWhile(line -> !line.equals("Scenes"))
                .skip(1)
                .findFirst()
                .orElseThrow()
                .strip()
                .split(" {2,}")[0];
        CommandLineRun sung =
                CommandLineRun.of("song", "--scene", title, "--minutes", "0.2", "--out", scene.toString());
        assertThat(sung.exit()).as(sung.err()).isZero();
        assertThat(folder.resolve("yard.labels.txt")).exists();

        for (String[] wrong : new String[][] {
            {"song"},
            {"song", "Dodo", "--out", "x.wav"},
            {"song", "--scene", "the moon", "--out", "x.wav"},
            {"song", "American Robin", "--seconds", "0", "--out", "x.wav"},
            {"song", "--scene", title, "--minutes", "100000", "--out", "x.wav"}
        }) {
            CommandLineRun refused = CommandLineRun.of(wrong);
            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.err()).isNotBlank();
        }
        assertThat(CommandLineRun.of(
                                "song",
                                "Blue Jay",
                                "--call",
                                "--out",
                                folder.resolve("jay.wav").toString())
                        .exit())
                .isZero();
        CommandLineRun nowhere = CommandLineRun.of(
                "song",
                "Blue Jay",
                "--out",
                folder.resolve("no/such/folder.wav").toString());
        assertThat(nowhere.exit()).isEqualTo(1);
        assertThat(nowhere.err()).contains("Cannot write");
    }

    private static void sing(String bird, Path file) throws Exception {
        assertThat(CommandLineRun.of("song", bird, "--seed", "7", "--out", file.toString())
                        .exit())
                .isZero();
    }
}
