package dev.chirp.gateway.intake.multipart;

import dev.chirp.embedded.fuzz.Fuzzer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultipartFuzzTest {
    @Test
    void standsWhatTheFuzzerFinds() throws Exception {
        Fuzzer.run(
                MultipartFuzz.class,
                List.of("dev.chirp.gateway.intake.multipart.**", "org.springframework.http.ContentDisposition"),
                List.of(Path.of("src/test/resources/fuzz/multipart")));
    }
}
