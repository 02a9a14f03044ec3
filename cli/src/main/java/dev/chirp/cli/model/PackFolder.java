package dev.chirp.cli.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The installed model packs, {@code packs/NAME-VERSION} in the data folder, and which of them {@code up} runs:
 * {@code packs/active} holds the name of its folder; without it the shipped pack is run.
 */
public final class PackFolder {
    /** The pack on the class path. */
    public static final String SHIPPED = "classpath:packs/backyard-mini";

    static final String SHIPPED_NAME = "backyard-mini";
    private final Path packs;

    public PackFolder(Path data) {
        this.packs = data.resolve("packs");
    }

    /** Where the pack is that was installed or chosen last; empty when that is the shipped one. */
    public Optional<Path> active() {
        try {
            Path file = packs.resolve("active");
            return Files.exists(file)
                    ? Optional.of(packs.resolve(Files.readString(file).strip()).toAbsolutePath())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("packs/active cannot be read", e);
        }
    }

    List<Path> installed() throws IOException {
        if (!Files.isDirectory(packs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(packs)) {
            return folders.filter(folder -> Files.exists(folder.resolve("manifest.json")))
                    .sorted()
                    .toList();
        }
    }

    /** Copies a verified pack, all of it or nothing, over one of the same name and version. */
    Path install(Path source, String name) throws IOException {
        Files.createDirectories(packs);
        Path unfinished = Files.createTempDirectory(packs, ".installing-");
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, unfinished.resolve(file.getFileName().toString()));
            }
        } catch (IOException e) {
            delete(unfinished);
            throw e;
        }
        Path target = packs.resolve(name);
        if (Files.exists(target)) {
            delete(target);
        }
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        return target;
    }

    /** Makes an installed pack the one that {@code up} runs from its next start on; null for the shipped one. */
    void activate(@Nullable String name) throws IOException {
        if (name == null) {
            Files.deleteIfExists(packs.resolve("active"));
            return;
        }
        Path unfinished = packs.resolve(".active");
        Files.writeString(unfinished, name + "\n", StandardCharsets.UTF_8);
        Files.move(
                unfinished,
                packs.resolve("active"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
