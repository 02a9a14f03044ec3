package dev.chirp.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({"bytes=0-0,0,0", "bytes=10-,10,99", "bytes=-10,90,99", "bytes=50-1000,50,99", "bytes=-1000,0,99"})
    void readsOneRange(String header, long first, long last) throws Exception {
        assertThat(ByteRange.of(header, 100)).contains(new ByteRange(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=9-1"})
    void answersTheWholeFileToWhatItDoesNotUnderstand(String header) throws Exception {
        assertThat(ByteRange.of(header, 100)).isEmpty();
    }

    @Test
    void refusesARangeBeyondTheFile() {
        assertThatThrownBy(() -> ByteRange.of("bytes=100-", 100)).isInstanceOf(ByteRange.NotSatisfiable.class);
    }
}
