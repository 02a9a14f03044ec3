package dev.chirp.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every blob store does. */
public abstract class BlobStoreContract {
    private static final int MB = 1 << 20;

    /** An empty one, the same within a test. */
    protected abstract BlobStore store();

    @Test
    void showsAnObjectOnlyWhenItIsCommitted() throws IOException {
        try (BlobWriter writer = store().create("uploads/a")) {
            writer.write(ByteBuffer.wrap(new byte[] {1, 2}));
            assertThat(store().exists("uploads/a")).isFalse();
            writer.commit();
        }

        assertThat(store().exists("uploads/a")).isTrue();
        assertThat(read("uploads/a")).containsExactly(1, 2);
    }

    @Test
    void leavesNothingOfAnObjectThatWasNotCommitted() throws IOException {
        try (BlobWriter writer = store().create("uploads/a")) {
            writer.write(ByteBuffer.wrap(random(1, 7 * MB)));
        }

        assertThat(store().exists("uploads/a")).isFalse();
        assertThatThrownBy(() -> store().open("uploads/a")).isInstanceOf(NoSuchFileException.class);
        assertThat(store().delete("uploads/a")).isFalse();
    }

    @Test
    void replacesWhatWasUnderItsKey() throws IOException {
        put("art/Turdus merula.png", new byte[] {1, 2, 3});
        put("art/Turdus merula.png", new byte[] {4});

        assertThat(read("art/Turdus merula.png")).containsExactly(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5 * MB, 5 * MB + 1, 13 * MB + 7})
    void givesBackWhatItWasGiven(int length) throws IOException {
        byte[] bytes = random(length, length);

        put("uploads/large", bytes);

        assertThat(read("uploads/large")).isEqualTo(bytes);
        try (SeekableByteChannel channel = store().open("uploads/large")) {
            assertThat(channel.size()).isEqualTo(length);
        }
    }

    @Test
    void readsFromAnyPosition() throws IOException {
        byte[] bytes = random(7, 3 * MB);
        put("uploads/a", bytes);

        try (SeekableByteChannel channel = store().open("uploads/a")) {
            for (int from : new int[] {2 * MB, 17, MB - 1, 3 * MB - 4}) {
                ByteBuffer some = ByteBuffer.allocate(4);
                channel.position(from);
                while (some.hasRemaining() && channel.read(some) >= 0) {}
                assertThat(some.array()).containsExactly(java.util.Arrays.copyOfRange(bytes, from, from + 4));
            }
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(channel.position(9L * MB).read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void deletesOnce() throws IOException {
        put("uploads/a", new byte[] {1});

        assertThat(store().delete("uploads/a")).isTrue();
        assertThat(store().delete("uploads/a")).isFalse();
        assertThatThrownBy(() -> store().open("uploads/a")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void joinsPartsOfAnySize() throws IOException {
        int[] sizes = {6 * MB, 100, 3, 0, 9 * MB, 2 * MB, 4 * MB, 1};
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < sizes.length; i++) {
            byte[] part = random(i, sizes[i]);
            put("chunks/" + i, part);
            whole.writeBytes(part);
        }

        List<String> parts = java.util.stream.IntStream.range(0, sizes.length)
                .mapToObj(i -> "chunks/" + i)
                .toList();
        store().join("uploads/whole", parts);
        store().join("uploads/whole", parts);

        assertThat(read("uploads/whole")).isEqualTo(whole.toByteArray());
        assertThat(store().exists("chunks/0")).isTrue();
    }

    @Test
    void joinsNothingWhenAPartIsMissing() throws IOException {
        put("chunks/0", random(0, 5 * MB));

        assertThatThrownBy(() -> store().join("uploads/whole", List.of("chunks/0", "chunks/1")))
                .isInstanceOf(NoSuchFileException.class);

        assertThat(store().exists("uploads/whole")).isFalse();
    }

    @Test
    void joinsNothingToAnEmptyObject() throws IOException {
        store().join("uploads/whole", List.of());

        assertThat(read("uploads/whole")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "a/../../b", "/etc/passwd", ""})
    void refusesKeysThatLeaveTheStore(String key) {
        assertThatThrownBy(() -> store().create(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().open(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().join(key, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listsObjectsOfOneFolderByAge() throws IOException {
        put("uploads/a", new byte[] {1});
        put("uploads/b", new byte[] {1});
        put("uploads/below/c", new byte[] {1});
        put("chunks/d", new byte[] {1});

        assertThat(changedBefore("uploads", Duration.ofHours(1))).containsExactlyInAnyOrder("uploads/a", "uploads/b");
        assertThat(changedBefore("uploads", Duration.ofHours(-1))).isEmpty();
        assertThat(changedBefore("nothing", Duration.ofHours(1))).isEmpty();
    }

    private List<String> changedBefore(String folder, Duration fromNow) throws IOException {
        try (var keys = store().changedBefore(folder, Instant.now().plus(fromNow))) {
            return keys.toList();
        }
    }

    protected void put(String key, byte[] bytes) throws IOException {
        try (BlobWriter writer = store().create(key)) {
            for (int at = 0; at < bytes.length; at += MB / 2) {
                writer.write(ByteBuffer.wrap(bytes, at, Math.min(MB / 2, bytes.length - at)));
            }
            writer.commit();
        }
    }

    protected byte[] read(String key) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer some = ByteBuffer.allocate(100_000);
        try (SeekableByteChannel channel = store().open(key)) {
            while (channel.read(some.clear()) >= 0) {
                all.write(some.array(), 0, some.position());
            }
        }
        return all.toByteArray();
    }

    protected static byte[] random(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
