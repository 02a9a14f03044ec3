package dev.chirp.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFolderTest {
    @TempDir
    Path parent;

    @Test
    void letsOneOfManyInstancesCreateASecret() throws Exception {
        Path folder = parent.resolve("keys");
        List<Callable<String>> instances = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            instances.add(() -> new String(new KeyFolder(folder)
                    .readOrCreate(
                            "signing-000001.jwk",
                            () -> UUID.randomUUID().toString().getBytes())));
        }

        Set<String> read = new HashSet<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var instance : threads.invokeAll(instances)) {
                read.add(instance.get());
            }
        }

        assertThat(read).hasSize(1);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void keepsSecretsToItsOwner() throws Exception {
        Path folder = parent.resolve("keys");

        new KeyFolder(folder).readOrCreate("a.secret", () -> new byte[] {1});

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a.secret"))))
                .isEqualTo("rw-------");
    }
}
