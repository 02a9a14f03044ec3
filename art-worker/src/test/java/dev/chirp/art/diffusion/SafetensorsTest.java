package dev.chirp.art.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    private Path folder;

    @Test
    void readsATensor() throws Exception {
        Safetensors.Tensor tensor = Safetensors.read(
                        file("{\"a\": {\"dtype\": \"F32\", \"shape\": [2, 1], \"data_offsets\": [0, 8]}}", 1.5f, -2))
                .get("a");
        assertThat(tensor.shape()).containsExactly(2, 1);
        assertThat(tensor.values().get(1)).isEqualTo(-2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]x",
                "{\"a\": {}}",
                "{\"a\": {\"dtype\": \"F16\", \"shape\": [4], \"data_offsets\": [0, 8]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [3], \"data_offsets\": [0, 8]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [4, 12]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [-2], \"data_offsets\": [8, 0]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [9223372036854775807, 9], \"data_offsets\": [0, 8]}}"
            })
    void refusesALyingHeader(String header) throws Exception {
        Path file = file(header, 1, 2);
        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(BadPackException.class);
    }

    @Test
    void refusesAHeaderThatIsLongerThanTheFile() throws Exception {
        Path file = folder.resolve("short");
        Files.write(file, new byte[] {1, 0, 0, 0, 0, 0, 0, 127, 1});
        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(BadPackException.class);
        Files.write(file, new byte[] {1});
        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(BadPackException.class);
    }

    private Path file(String header, float... data) throws Exception {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + json.length + 4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        for (float value : data) {
            bytes.putFloat(value);
        }
        return Files.write(folder.resolve("file"), bytes.array());
    }
}
