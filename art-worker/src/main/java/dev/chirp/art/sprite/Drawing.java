package dev.chirp.art.sprite;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A sprite as it is stored and described.
 *
 * @param png the file, read-only
 * @param idle a sheet of the same picture and, below it, the bird with its eyes shut: another file, read-only
 * @param checksum SHA-256 of the file in hexadecimal
 * @param palette colours as {@code #rrggbb}, without the transparent one
 * @param generic whether it shows the family's looks instead of the species'
 */
public record Drawing(
        ByteBuffer png, ByteBuffer idle, String checksum, long seed, List<String> palette, boolean generic) {
    @Override
    public ByteBuffer png() {
        return png.asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer idle() {
        return idle.asReadOnlyBuffer();
    }
}
