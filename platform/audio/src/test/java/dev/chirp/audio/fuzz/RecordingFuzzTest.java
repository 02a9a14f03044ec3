package dev.chirp.audio.fuzz;

import dev.chirp.embedded.fuzz.Fuzzer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingFuzzTest {
    @Test
    void standsWhatTheFuzzerFinds() throws Exception {
        Fuzzer.run(
                RecordingFuzz.class,
                List.of("dev.chirp.audio.**", "io.github.jaredmdobson.**"),
                List.of(Path.of("src/test/resources/recordings"), Path.of("src/test/resources/corpus")));
    }
}
