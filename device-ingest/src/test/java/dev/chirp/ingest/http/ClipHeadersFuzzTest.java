package dev.chirp.ingest.http;

import dev.chirp.embedded.fuzz.Fuzzer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClipHeadersFuzzTest {
    @Test
    void standsWhatTheFuzzerFinds() throws Exception {
        Fuzzer.run(
                ClipHeadersFuzz.class,
                List.of("dev.chirp.ingest.http.**", "org.springframework.util.MimeTypeUtils"),
                List.of(Path.of("src/test/resources/fuzz/clip")));
    }
}
