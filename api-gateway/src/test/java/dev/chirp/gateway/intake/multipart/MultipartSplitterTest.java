package dev.chirp.gateway.intake.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MultipartSplitterTest {
    private final List<String> seen = new ArrayList<>();

    @Test
    void splitsABodyHoweverItIsCut() throws IOException {
        Random random = new Random(7);
        String alphabet = "\r\n-b0x";
        for (int round = 0; round < 2_000; round++) {
            List<String> contents = new ArrayList<>();
            StringBuilder body = new StringBuilder(round % 3 == 0 ? "preamble\r\n" : "");
            for (int part = 0; part <= random.nextInt(3); part++) {
                String content = random(random, alphabet, random.nextInt(60));
                contents.add("p" + part + "=" + content);
                body.append("--b0b\r\nContent-Disposition: form-data; name=\"p")
                        .append(part)
                        .append("\"\r\n\r\n")
                        .append(content)
                        .append("\r\n");
            }
            contents.removeIf(content -> content.contains("\r\n--b0b"));
            if (body.toString().split("--b0b", -1).length - 1 != contents.size()) {
                continue;
            }
            body.append("--b0b--\r\nepilogue");

            assertThat(split(body.toString(), random)).isEqualTo(contents);
        }
    }

    @Test
    void refusesABodyWithoutItsEnd() throws IOException {
        MultipartSplitter splitter = new MultipartSplitter("b", collector());
        splitter.feed(bytes("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf"));

        assertThatThrownBy(splitter::finish).isInstanceOf(MultipartSplitter.MalformedMultipart.class);
    }

    @Test
    void refusesEndlessHeaders() throws IOException {
        MultipartSplitter splitter = new MultipartSplitter("b", collector());

        assertThatThrownBy(() -> splitter.feed(bytes("--b\r\n" + "x".repeat(9_000))))
                .isInstanceOf(MultipartSplitter.MalformedMultipart.class);
    }

    @Test
    void neverFailsOtherwiseOnGarbage() {
        Random random = new Random(11);
        for (int round = 0; round < 5_000; round++) {
            try {
                MultipartSplitter splitter = new MultipartSplitter("b", collector());
                splitter.feed(bytes("--b\r\n" + random(random, "\r\n-b:; =\"\0a", random.nextInt(80))));
                splitter.finish();
            } catch (IOException expected) {
                assertThat(expected).isInstanceOf(MultipartSplitter.MalformedMultipart.class);
            }
        }
    }

    private List<String> split(String body, Random random) throws IOException {
        seen.clear();
        MultipartSplitter splitter = new MultipartSplitter("b0b", collector());
        byte[] all = body.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < all.length; ) {
            int length = Math.min(all.length - from, 1 + random.nextInt(9));
            splitter.feed(ByteBuffer.wrap(all, from, length));
            from += length;
        }
        splitter.finish();
        return seen;
    }

    private MultipartSplitter.Parts collector() {
        return new MultipartSplitter.Parts() {
            private final ByteArrayOutputStream content = new ByteArrayOutputStream();
            private String name = "";

            @Override
            public void begin(PartHeader header) {
                content.reset();
                name = header.name();
            }

            @Override
            public void data(ByteBuffer bytes) {
                while (bytes.hasRemaining()) {
                    content.write(bytes.get());
                }
            }

            @Override
            public void end() {
                seen.add(name + "=" + content.toString(StandardCharsets.ISO_8859_1));
            }
        };
    }

    private static String random(Random random, String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
