package dev.chirp.ingest.session;

import dev.chirp.embedded.fuzz.Fuzzer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionFuzzTest {
    @Test
    void standsWhatTheFuzzerFinds() throws Exception {
        Fuzzer.run(
                SessionFuzz.class,
                List.of("dev.chirp.ingest.frame.**", "dev.chirp.ingest.session.**", "dev.chirp.ingest.opus.**"),
                List.of(Path.of("src/test/resources/fuzz/session")));
    }
}
