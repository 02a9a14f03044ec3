package dev.chirp.gateway.capture;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpRange;

/** The bytes of a file that a client asked for, inclusive; both ends lie inside the file. */
record ByteRange(long first, long last) {

    /** The range lies outside the file. */
    static final class NotSatisfiable extends Exception {
        private static final long serialVersionUID = 1;

        NotSatisfiable() {
            super("no byte of the range exists", null, false, false);
        }
    }

    /**
     * Reads a {@code Range} header (RFC 9110 §14.2). Empty, which means the whole file, for none, for a broken one, and
     * for several ranges, which a server may ignore.
     */
    static Optional<ByteRange> of(@Nullable String header, long length) throws NotSatisfiable {
        List<HttpRange> ranges;
        try {
            ranges = HttpRange.parseRanges(header);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (ranges.size() != 1) {
            return Optional.empty();
        }
        long first = ranges.getFirst().getRangeStart(length);
        long last = ranges.getFirst().getRangeEnd(length);
        if (first >= length || first > last) {
            throw new NotSatisfiable();
        }
        return Optional.of(new ByteRange(first, Math.min(last, length - 1)));
    }

    long length() {
        return last - first + 1;
    }
}
