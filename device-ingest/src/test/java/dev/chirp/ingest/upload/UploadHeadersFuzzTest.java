package dev.chirp.ingest.upload;

import dev.chirp.embedded.fuzz.Fuzzer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class UploadHeadersFuzzTest {
    @Test
    void standsWhatTheFuzzerFinds() throws Exception {
        Fuzzer.run(
                UploadHeadersFuzz.class,
                List.of("dev.chirp.ingest.upload.**"),
                List.of(Path.of("src/test/resources/fuzz/tus")));
    }
}
