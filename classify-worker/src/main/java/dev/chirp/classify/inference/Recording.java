package dev.chirp.classify.inference;

import dev.chirp.classify.place.Place;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Where the bytes of a recording are; opened, read to its end and closed by a thread of the pool. */
@FunctionalInterface
public interface Recording {
    ReadableByteChannel open() throws IOException;

    /** In hexadecimal, of the bytes; null when it is not known, then nothing is remembered of it. */
    default @Nullable String sha256() {
        return null;
    }

    /** Where and when it was made; null when that is not known. */
    default @Nullable Place place() {
        return null;
    }

    /** The same bytes, with what is known of them. */
    default Recording known(@Nullable String sha256, @Nullable Place place) {
        Recording bytes = this;
        return new Recording() {
            @Override
            public ReadableByteChannel open() throws IOException {
                return bytes.open();
            }

            @Override
            public @Nullable String sha256() {
                return sha256;
            }

            @Override
            public @Nullable Place place() {
                return place;
            }
        };
    }
}
