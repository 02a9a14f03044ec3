package dev.chirp.gateway.intake.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A body with the boundary {@code b}, in one piece and cut: the first byte says how long the pieces are. */
public final class MultipartFuzz {
    private final List<String> seen = new ArrayList<>();

    private MultipartFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length > 0) {
            int pieceBytes = 1 + (input[0] & 0xff);
            assertThat(new MultipartFuzz().split(input, pieceBytes))
                    .isEqualTo(new MultipartFuzz().split(input, input.length));
        }
    }

    /** The parts that have ended, and what was wrong. */
    private List<String> split(byte[] input, int pieceBytes) throws IOException {
        MultipartSplitter splitter = new MultipartSplitter("b", new Collector());
        try {
            for (int at = 1; at < input.length; at += pieceBytes) {
                splitter.feed(ByteBuffer.wrap(input, at, Math.min(pieceBytes, input.length - at)));
            }
            splitter.finish();
        } catch (MultipartSplitter.MalformedMultipart malformed) {
            seen.add(String.valueOf(malformed.getMessage()));
        }
        return seen;
    }

    private final class Collector implements MultipartSplitter.Parts {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        @Override
        public void begin(PartHeader header) {
            content.reset();
            seen.add(header.toString());
        }

        @Override
        public void data(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            content.writeBytes(copy);
        }

        @Override
        public void end() {
            seen.add(content.toString(StandardCharsets.ISO_8859_1));
        }
    }
}
