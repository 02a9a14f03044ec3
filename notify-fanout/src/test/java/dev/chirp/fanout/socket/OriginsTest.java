package dev.chirp.fanout.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OriginsTest {
    private final Origins origins = new Origins(List.of("https://birds.example"));

    @Test
    void allowsTheOwnHostThisMachineAndWhatIsConfigured() {
        assertThat(origins.allow(null, "chirp.example")).isTrue();
        assertThat(origins.allow("https://chirp.example", "chirp.example")).isTrue();
        assertThat(origins.allow("http://localhost:5173", "chirp.example")).isTrue();
        assertThat(origins.allow("http://127.0.0.1:8000", "localhost:8000")).isTrue();
        assertThat(origins.allow("http://[::1]:8000", "localhost:8000")).isTrue();
        assertThat(origins.allow("https://birds.example", "chirp.example")).isTrue();
    }

    @Test
    void refusesEverybodyElse() {
        assertThat(origins.allow("https://evil.example", "chirp.example")).isFalse();
        assertThat(origins.allow("https://chirp.example:444", "chirp.example")).isFalse();
        assertThat(origins.allow("https://localhost.evil.example", "chirp.example"))
                .isFalse();
        assertThat(origins.allow("null", "chirp.example")).isFalse();
        assertThat(origins.allow("::", "chirp.example")).isFalse();
        assertThat(origins.allow("", null)).isFalse();
    }
}
