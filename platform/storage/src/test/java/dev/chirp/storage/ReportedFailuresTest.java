package dev.chirp.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportedFailuresTest extends BlobStoreContract {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    private BlobStore store;

    @BeforeEach
    void open() {
        store = new ReportedFailures(new FileBlobStore(folder), meters);
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Test
    void countsAStoreThatIsAwayAndNoMissingObject() throws IOException {
        try (BlobWriter writer = store.create("uploads/a")) {
            writer.commit();
        }
        assertThatThrownBy(() -> store.open("uploads/b")).isInstanceOf(NoSuchFileException.class);
        assertThat(failures()).isZero();

        Files.delete(folder.resolve(".chirp-store"));

        assertThatThrownBy(() -> store.create("uploads/c")).hasMessageContaining("away");
        assertThatThrownBy(store::freeFraction).hasMessageContaining("away");
        assertThat(failures()).isEqualTo(2);
    }

    @Test
    void countsAWriterThatFails() throws IOException {
        try (BlobWriter writer = store.create("uploads/a")) {
            writer.commit();

            assertThatThrownBy(() -> writer.write(ByteBuffer.wrap(new byte[1]))).isInstanceOf(IOException.class);
        }
        assertThat(failures()).isEqualTo(1);
    }

    private double failures() {
        return meters.get("storage.failures").counter().count();
    }
}
