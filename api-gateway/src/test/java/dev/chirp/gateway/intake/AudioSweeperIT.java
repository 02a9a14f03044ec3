package dev.chirp.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class AudioSweeperIT {
    private final TestGateway gateway = TestGateway.shared();

    @Test
    void deletesOnlyOldObjectsThatNoCaptureRefersTo() throws IOException {
        TestUser user = gateway.newUser();
        long capture = gateway.capture(user);
        gateway.bytes("/api/v1/captures/" + capture + "/spectrogram.png", user.bearer());
        for (String kept : gateway.files()) {
            age(gateway.storage().resolve(kept));
        }
        List<String> before = List.copyOf(gateway.files());
        Path young = write("uploads/" + UUID.randomUUID());
        Path orphan = age(write("uploads/" + UUID.randomUUID()));
        Path picture = age(write("spectrograms/" + UUID.randomUUID() + ".png"));
        Path unfinished = age(write("uploads/." + UUID.randomUUID() + ".part"));

        StepVerifier.create(gateway.context().getBean(AudioSweeper.class).sweep())
                .assertNext(deleted -> assertThat(deleted).isEqualTo(2))
                .verifyComplete();

        assertThat(young).exists();
        assertThat(orphan).doesNotExist();
        assertThat(picture).doesNotExist();
        assertThat(unfinished).doesNotExist();
        assertThat(gateway.files())
                .containsAll(
                        before.stream().filter(file -> !file.startsWith("art")).toList());
        Files.delete(young);
    }

    private Path write(String key) throws IOException {
        Path file = gateway.storage().resolve(key);
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[] {1});
    }

    private static Path age(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    }
}
