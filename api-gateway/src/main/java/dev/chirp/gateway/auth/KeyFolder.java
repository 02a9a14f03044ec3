package dev.chirp.gateway.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Secrets in a folder that several instances share. A file appears complete or not at all, readable by its owner alone,
 * and the first instance to put one under a name wins: the others read what it wrote.
 */
final class KeyFolder {
    private final Path folder;
    private final boolean posix =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    KeyFolder(Path folder) {
        this.folder = folder.toAbsolutePath();
        try {
            Files.createDirectories(this.folder, permissions("rwx------"));
            if (posix) {
                Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The keys folder cannot be made: " + this.folder, e);
        }
    }

    /** The file under this name, made from {@code content} if there is none yet. */
    byte[] readOrCreate(String name, Supplier<byte[]> content) throws IOException {
        Path target = folder.resolve(name);
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            Path draft = folder.resolve("." + UUID.randomUUID());
            try {
                Files.createFile(draft, permissions("rw-------"));
                try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = ByteBuffer.wrap(content.get());
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                // A link fails when the name is taken; a rename would replace the winner's file.
                Files.createLink(target, draft);
            } catch (FileAlreadyExistsException lostRace) {
                return Files.readAllBytes(target);
            } finally {
                Files.deleteIfExists(draft);
            }
        }
        return Files.readAllBytes(target);
    }

    /** The names that match a glob pattern. */
    List<String> names(String glob) throws IOException {
        try (var files = Files.newDirectoryStream(folder, glob)) {
            var names = new ArrayList<String>();
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
            names.sort(null);
            return names;
        }
    }

    byte[] read(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    private FileAttribute<?>[] permissions(String symbols) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(symbols))
                }
                : new FileAttribute<?>[0];
    }
}
