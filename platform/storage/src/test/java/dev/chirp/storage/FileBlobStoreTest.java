package dev.chirp.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobStoreTest extends BlobStoreContract {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    @TempDir
    Path folder;

    private FileBlobStore store;

    @BeforeEach
    void open() {
        store = new FileBlobStore(folder);
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Test
    void tellsAStoreThatIsAwayFromAnObjectThatIsMissing() throws IOException {
        try (BlobWriter writer = store.create("uploads/a")) {
            writer.commit();
        }
        assertThatThrownBy(() -> store.open("uploads/b")).isInstanceOf(NoSuchFileException.class);

        // The share is gone, and its mount point is an empty folder.
        Path share = Files.move(folder.resolve("uploads"), folder.resolveSibling(folder.getFileName() + "-share"));
        Files.move(folder.resolve(".chirp-store"), share.resolve(".chirp-store"));

        assertThatThrownBy(() -> store.open("uploads/a"))
                .isNotInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("away");
        assertThatThrownBy(() -> store.create("uploads/c")).hasMessageContaining("away");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesNoFileOfAnObjectThatWasNotCommitted() throws IOException {
        try (BlobWriter writer = store.create("uploads/a")) {
            writer.write(ByteBuffer.wrap(new byte[] {1}));
        }

        try (var files = Files.list(folder.resolve("uploads"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void listsOldObjectsAndRemovesOldUnfinishedOnes() throws IOException {
        put("uploads/old", NOON.minusSeconds(60));
        put("uploads/young", NOON.plusSeconds(60));
        put("uploads/.unfinished.part", NOON.minusSeconds(60));
        put("uploads/.writing.part", NOON.plusSeconds(60));

        try (var keys = store.changedBefore("uploads", NOON);
                var none = store.changedBefore("nothing", NOON)) {
            assertThat(keys).containsExactly("uploads/old");
            assertThat(none).isEmpty();
        }

        assertThat(folder.resolve("uploads/.unfinished.part")).doesNotExist();
        assertThat(folder.resolve("uploads/.writing.part")).exists();
    }

    private void put(String key, Instant changed) throws IOException {
        Path file = folder.resolve(key);
        Files.createDirectories(file.getParent());
        Files.setLastModifiedTime(Files.write(file, new byte[] {1}), FileTime.from(changed));
    }
}
