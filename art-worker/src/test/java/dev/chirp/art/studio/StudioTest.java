package dev.chirp.art.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.sprite.Drawing;
import dev.chirp.art.sprite.SpriteArtist;
import dev.chirp.storage.BlobStore;
import dev.chirp.storage.BlobWriter;
import dev.chirp.storage.FileBlobStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudioTest {
    private static final SpriteArtist ARTIST = new SpriteArtist(FieldGuide.read());
    private static final Order ROBIN = Order.standard("Turdus migratorius", "American Robin");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    @Test
    void storesTheStandardSpriteUnderChecksumAndSpecies() throws IOException {
        try (Studio studio = studio(new FileBlobStore(folder), 8)) {
            Drawing drawing = studio.fill(ROBIN).join();

            byte[] png = Files.readAllBytes(folder.resolve("art/" + drawing.checksum() + ".png"));
            assertThat(png).hasSize(drawing.png().remaining());
            assertThat(Files.size(folder.resolve("art/" + drawing.checksum() + "-idle.png")))
                    .isEqualTo(drawing.idle().remaining());
            assertThat(folder.resolve("art/Turdus migratorius.png")).hasBinaryContent(png);
        }
    }

    @Test
    void storesAnotherSeedOrSizeUnderItsChecksumOnly() {
        try (Studio studio = studio(new FileBlobStore(folder), 8)) {
            Drawing large = studio.fill(new Order("Parus major", "Great Tit", ROBIN.seed(), 256))
                    .join();

            assertThat(folder.resolve("art/" + large.checksum() + ".png")).exists();
            assertThat(folder.resolve("art/Parus major.png")).doesNotExist();
        }
    }

    @Test
    void drawsAnOrderOnce() {
        try (Studio studio = studio(new FileBlobStore(folder), 8)) {
            Drawing first = studio.fill(ROBIN).join();
            Drawing second = studio.fill(ROBIN).join();

            assertThat(second).isSameAs(first);
            assertThat(orders("drawn")).isEqualTo(1);
            assertThat(meters.timer("art.order.latency").count()).isEqualTo(1);
            assertThat(orders("hit")).isEqualTo(1);
        }
    }

    @Test
    void refusesWhatDoesNotFitIntoTheQueue() {
        CountDownLatch gate = new CountDownLatch(1);
        try (Studio studio = studio(new HeldStore(gate), 1)) {
            List<CompletableFuture<Drawing>> orders = new ArrayList<>();
            for (int seed = 0; seed < 12; seed++) {
                orders.add(studio.fill(new Order("Parus major", "Great Tit", seed, 64)));
            }

            assertThat(orders)
                    .anyMatch(order -> order.isCompletedExceptionally()
                            && order.exceptionNow() instanceof RejectedExecutionException);
            assertThat(orders("rejected")).isPositive();
            gate.countDown();
        }
    }

    @Test
    void saysThatTheStoreIsAway() {
        BlobStore away = new HeldStore(new CountDownLatch(0));
        try (Studio studio = studio(away, 8)) {
            assertThatThrownBy(() -> studio.fill(ROBIN).join()).hasCauseInstanceOf(UncheckedIOException.class);
            assertThat(orders("failed")).isEqualTo(1);
        }
    }

    @Test
    void hangsThePlaceholder() throws IOException {
        try (Studio studio = studio(new FileBlobStore(folder), 8)) {
            studio.hangPlaceholder();
            studio.hangPlaceholder();
            assertThat(folder.resolve("art/placeholder.png")).isNotEmptyFile();
        }
    }

    private Studio studio(BlobStore blobs, int queue) {
        return new Studio(ARTIST, blobs, new StudioSettings(1, queue, 16), meters);
    }

    private double orders(String result) {
        return meters.counter("art.render.orders", "result", result).count();
    }

    /** Waits for the gate, then fails. */
    private record HeldStore(CountDownLatch gate) implements BlobStore {
        @Override
        public BlobWriter create(String key) throws IOException {
            throw new IOException("away");
        }

        @Override
        public SeekableByteChannel open(String key) throws IOException {
            throw new IOException("away");
        }

        @Override
        public boolean delete(String key) throws IOException {
            throw new IOException("away");
        }

        @Override
        public boolean exists(String key) throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return false;
        }

        @Override
        public Stream<String> changedBefore(String folder, Instant moment) throws IOException {
            throw new IOException("away");
        }
    }
}
