package dev.chirp.art.studio;

import dev.chirp.art.sprite.Drawing;
import dev.chirp.storage.BlobStore;
import dev.chirp.storage.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where sprites hang: {@code art/<checksum>.png} and {@code art/<checksum>-idle.png} for each, {@code art/<scientific
 * name>.png} for each species. Blocks.
 */
final class Gallery {
    private static final String PLACEHOLDER = "art/placeholder.png";
    private final BlobStore blobs;

    Gallery(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** Stores the sprite under its checksum, unless it is there, and under the species when it is the standard one. */
    void hang(Order order, Drawing drawing) throws IOException {
        String byChecksum = "art/" + drawing.checksum() + ".png";
        if (!blobs.exists(byChecksum)) {
            // First, because whoever finds the still looks for it.
            write("art/" + drawing.checksum() + "-idle.png", drawing.idle());
            write(byChecksum, drawing.png());
        }
        if (order.isStandard()) {
            write("art/" + order.scientificName() + ".png", drawing.png());
        }
    }

    void hangPlaceholder(Drawing drawing) throws IOException {
        write(PLACEHOLDER, drawing.png());
    }

    private void write(String key, ByteBuffer png) throws IOException {
        try (BlobWriter writer = blobs.create(key)) {
            writer.write(png);
            writer.commit();
        }
    }
}
