package dev.chirp.gateway.intake.multipart;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Splits a multipart body into its parts while it arrives, in whatever pieces. Keeps at most one header section
 * ({@value #MAX_HEADER_BYTES} bytes) and hands bodies on as slices of what it was given. Not thread-safe; runs on the
 * caller's thread.
 */
public final class MultipartSplitter {
    static final int MAX_HEADER_BYTES = 8 * 1024;
    static final int MAX_BOUNDARY_CHARS = 70;
    private static final byte[] END_OF_HEADERS = {'\r', '\n', '\r', '\n'};

    private final byte[] delimiter;
    private final Parts parts;
    private final ByteBuffer header = ByteBuffer.allocate(MAX_HEADER_BYTES);
    private State state = State.PREAMBLE;
    /** How many bytes of the delimiter have been seen; the first one begins as if a line had just ended. */
    private int matched = 2;

    private enum State {
        PREAMBLE,
        AFTER_DELIMITER,
        HEADERS,
        BODY,
        EPILOGUE
    }

    /** Gets the parts, one after the other. */
    public interface Parts {
        void begin(PartHeader header);

        /** The next bytes of the part; the buffer is only valid during the call. */
        void data(ByteBuffer bytes) throws IOException;

        void end() throws IOException;
    }

    /** The body is not what its Content-Type says. */
    public static final class MalformedMultipart extends IOException {
        private static final long serialVersionUID = 1;

        MalformedMultipart(String message) {
            super(message);
        }
    }

    public MultipartSplitter(String boundary, Parts parts) throws MalformedMultipart {
        if (boundary.isEmpty() || boundary.length() > MAX_BOUNDARY_CHARS || boundary.indexOf('\r') >= 0) {
            throw new MalformedMultipart("boundary: expected 1 to " + MAX_BOUNDARY_CHARS + " characters");
        }
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.parts = parts;
    }

    /** Takes the next bytes of the body, all of them. */
    public void feed(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            switch (state) {
                case PREAMBLE -> scan(bytes, null);
                case BODY -> scan(bytes, parts);
                case AFTER_DELIMITER -> afterDelimiter(bytes.get());
                case HEADERS -> header(bytes.get());
                case EPILOGUE -> bytes.position(bytes.limit());
            }
        }
    }

    /** Says that the body has ended; it must have ended with its closing delimiter. */
    public void finish() throws MalformedMultipart {
        if (state != State.EPILOGUE) {
            throw new MalformedMultipart("the body ends before its closing boundary");
        }
    }

    /**
     * Looks for the delimiter and hands on what comes before it. The delimiter's only carriage return is its first byte,
     * so after a mismatch everything matched so far was content.
     */
    private void scan(ByteBuffer bytes, @Nullable Parts sink) throws IOException {
        int begin = bytes.position();
        int held = matched;
        for (int i = begin; i < bytes.limit(); i++) {
            byte b = bytes.get(i);
            if (b == delimiter[matched]) {
                if (++matched == delimiter.length) {
                    if (sink != null) {
                        give(bytes, begin, i + 1 - (delimiter.length - held), sink);
                        sink.end();
                    }
                    bytes.position(i + 1);
                    matched = 0;
                    state = State.AFTER_DELIMITER;
                    header.clear();
                    return;
                }
            } else if (matched > 0) {
                if (held > 0 && sink != null) {
                    // A start of the delimiter at the end of earlier bytes was none.
                    sink.data(ByteBuffer.wrap(delimiter, 0, held).asReadOnlyBuffer());
                }
                held = 0;
                matched = b == delimiter[0] ? 1 : 0;
            }
        }
        if (sink != null) {
            give(bytes, begin, bytes.limit() - (matched - held), sink);
        }
        bytes.position(bytes.limit());
    }

    private static void give(ByteBuffer bytes, int from, int to, Parts sink) throws IOException {
        if (to > from) {
            sink.data(bytes.slice(from, to - from));
        }
    }

    /** Two hyphens end the body; otherwise blanks and a line end come before the headers. */
    private void afterDelimiter(byte b) throws MalformedMultipart {
        boolean hyphenBefore = matched == 1;
        if (b == '-') {
            if (hyphenBefore) {
                state = State.EPILOGUE;
            }
            matched = 1;
        } else if (hyphenBefore || (b != ' ' && b != '\t' && b != '\r' && b != '\n')) {
            throw new MalformedMultipart("unexpected bytes after a boundary");
        } else if (b == '\n') {
            state = State.HEADERS;
            // So that a part without headers, which is one empty line, ends at once.
            matched = 2;
        }
    }

    private void header(byte b) throws MalformedMultipart {
        if (!header.hasRemaining()) {
            throw new MalformedMultipart("the headers of a part are larger than " + MAX_HEADER_BYTES + " bytes");
        }
        header.put(b);
        matched = b == END_OF_HEADERS[matched] ? matched + 1 : b == '\r' ? 1 : 0;
        if (matched == END_OF_HEADERS.length) {
            parts.begin(PartHeader.parse(
                    StandardCharsets.UTF_8.decode(header.flip()).toString()));
            state = State.BODY;
            matched = 0;
        }
    }
}
