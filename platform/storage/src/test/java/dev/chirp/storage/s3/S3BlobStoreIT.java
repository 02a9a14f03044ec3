package dev.chirp.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.embedded.S3Server;
import dev.chirp.embedded.TestServers;
import dev.chirp.storage.BlobStore;
import dev.chirp.storage.BlobStoreContract;
import dev.chirp.storage.BlobWriter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class S3BlobStoreIT extends BlobStoreContract {
    private static final String BUCKET = "birds";
    private static S3Server server;

    @TempDir
    Path spool;

    private final String prefix = UUID.randomUUID() + "/";
    private S3BlobStore store;

    @BeforeAll
    static void startServer() {
        server = S3Server.start(TestServers.folder().resolve("s3-contract"), BUCKET);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() {
        store = open(BUCKET, Duration.ofSeconds(20), new SimpleMeterRegistry());
    }

    private S3BlobStore open(String bucket, Duration timeout, MeterRegistry meters) {
        return new S3BlobStore(
                new S3Settings(
                        bucket,
                        prefix,
                        "us-east-1",
                        server.endpoint(),
                        "key",
                        "secret",
                        DataSize.ofMegabytes(5),
                        spool,
                        16,
                        timeout,
                        timeout.multipliedBy(2)),
                meters);
    }

    @AfterEach
    void leavesNoPartOnTheDisk() throws IOException {
        store.close();
        try (Stream<Path> left = Files.list(spool)) {
            assertThat(left).isEmpty();
        }
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Test
    void tellsAStoreThatIsAwayFromAnObjectThatIsMissing() {
        assertThatThrownBy(() -> store.open("uploads/a")).isInstanceOf(NoSuchFileException.class);

        try (S3BlobStore away = open("nobodys", Duration.ofSeconds(20), new SimpleMeterRegistry())) {
            assertThatThrownBy(() -> away.open("uploads/a"))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("away");
            assertThatThrownBy(() -> away.exists("uploads/a")).hasMessageContaining("away");
        }
    }

    @Test
    void givesUpUnfinishedObjectsOfThatAge() throws IOException {
        try (BlobWriter abandoned = store.create("uploads/a")) {
            abandoned.write(ByteBuffer.wrap(random(1, 6 << 20)));
            try (Stream<String> none =
                    store.changedBefore("uploads", Instant.now().plusSeconds(3_600))) {
                assertThat(none).isEmpty();
            }

            // Its parts are gone.
            assertThatThrownBy(abandoned::commit).isInstanceOf(IOException.class);
        }
        assertThat(store.exists("uploads/a")).isFalse();
    }

    @Test
    void failsInTimeAndThenAtOnceWhileNobodyAnswers() throws Exception {
        put("uploads/a", new byte[] {1});
        MeterRegistry meters = new SimpleMeterRegistry();
        try (S3BlobStore impatient = open(BUCKET, Duration.ofMillis(200), meters)) {
            server.freeze();
            try {
                for (int call = 0; call < 10; call++) {
                    assertThatThrownBy(() -> impatient.exists("uploads/a")).isInstanceOf(IOException.class);
                }
                assertThat(meters.get("storage.s3.breaker").gauge().value()).isEqualTo(2);
                assertThatThrownBy(() -> impatient.exists("uploads/a")).hasMessageContaining("not tried");
            } finally {
                server.thaw();
            }
        }
        assertThat(read("uploads/a")).containsExactly(1);
    }
}
