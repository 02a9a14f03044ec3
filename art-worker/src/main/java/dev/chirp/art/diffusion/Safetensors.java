package dev.chirp.art.diffusion;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads tensors of 32-bit floats from a file in the safetensors format: the length of a JSON header in eight bytes,
 * lowest first; the header, {@code {name: {"dtype", "shape", "data_offsets": [begin, end]}}}; the data.
 */
final class Safetensors {
    private static final long LARGEST_FILE = 1L << 30;
    private static final int LARGEST_HEADER = 1 << 24;

    private Safetensors() {}

    /** @param values copied out of the file, direct */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    record Tensor(long[] shape, FloatBuffer values) {}

    static Map<String, Tensor> read(Path file) throws IOException, BadPackException {
        if (Files.size(file) > LARGEST_FILE) {
            throw bad(file, "it is larger than " + LARGEST_FILE + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < Long.BYTES) {
            throw bad(file, "it ends within its header");
        }
        long header = bytes.getLong();
        if (header < 2 || header > Math.min(LARGEST_HEADER, bytes.remaining())) {
            throw bad(file, "its header has " + header + " bytes");
        }
        byte[] json = new byte[(int) header];
        bytes.get(json);
        ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        try {
            Map<String, Tensor> tensors = new HashMap<>();
            for (Map.Entry<String, JsonNode> entry : JsonMapper.shared()
                    .readTree(new String(json, StandardCharsets.UTF_8))
                    .properties()) {
                if (!entry.getKey().equals("__metadata__")) {
                    tensors.put(entry.getKey(), tensor(entry.getValue(), data));
                }
            }
            return tensors;
        } catch (JacksonException | IllegalArgumentException | ArithmeticException e) {
            throw new BadPackException(
                    "The LoRA file " + file.getFileName() + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    private static Tensor tensor(JsonNode json, ByteBuffer data) {
        String type = json.required("dtype").asString();
        if (!type.equals("F32")) {
            throw new IllegalArgumentException("dtype: " + type + " (expected: F32)");
        }
        long[] shape = new long[json.required("shape").size()];
        long count = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = json.required("shape").get(i).asLong();
            count = Math.multiplyExact(count, shape[i]);
        }
        long begin = json.required("data_offsets").required(0).asLong();
        long end = json.required("data_offsets").required(1).asLong();
        if (begin < 0 || end > data.limit() || count < 0 || end - begin != count * Float.BYTES) {
            throw new IllegalArgumentException("data_offsets: " + begin + " to " + end + " (expected: " + count
                    + " floats within " + data.limit() + " bytes)");
        }
        FloatBuffer values = ByteBuffer.allocateDirect((int) (end - begin))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        values.put(data.slice((int) begin, (int) (end - begin))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer())
                .flip();
        return new Tensor(shape, values);
    }

    private static BadPackException bad(Path file, String why) {
        return new BadPackException("The LoRA file " + file.getFileName() + " cannot be used: " + why + ".");
    }
}
