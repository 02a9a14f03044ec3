package dev.chirp.art.studio;

import dev.chirp.art.sprite.Drawing;
import dev.chirp.storage.BlobStore;
import dev.chirp.storage.BlobWriter;
import java.io.IOException;

/** Where sprites hang: {@code art/<checksum>.png} for each, {@code art/<scientific name>.png} for each species. Blocks. */
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
            write(byChecksum, drawing);
        }
        if (order.isStandard()) {
            write("art/" + order.scientificName() + ".png", drawing);
        }
    }

    void hangPlaceholder(Drawing drawing) throws IOException {
        write(PLACEHOLDER, drawing);
    }

    private void write(String key, Drawing drawing) throws IOException {
        try (BlobWriter writer = blobs.create(key)) {
            writer.write(drawing.png());
            writer.commit();
        }
    }
}
