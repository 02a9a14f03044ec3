package dev.chirp.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.training.corpus.Classes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {
    @Test
    void learnsBetterThanChanceInAMinuteAndWritesAWholePack(@TempDir Path folder) throws Exception {
        var results = Train.run(new Settings(folder, 1, 16, 4, 4));

        assertThat(folder.resolve("manifest.json")).content().contains("\"threshold\"", "\"sha256\"");
        assertThat(folder.resolve("labels.csv")).content().startsWith("Turdus migratorius,American Robin\n");
        assertThat(folder.resolve("labels.csv")).content().hasLineCount(Classes.count());
        assertThat(folder.resolve("EVALUATION.md")).content().contains("Confusion at 10 dB");
        assertThat(folder.resolve("model.onnx")).isNotEmptyFile();
        assertThat(results.topOne(10).value()).isGreaterThan(2.0 / Classes.count());
    }

    @Test
    void refusesAnUnknownSetting() {
        assertThatThrownBy(() -> Settings.parse("--speed", "9")).hasMessageContaining("--speed (expected:");
    }
}
