package dev.chirp.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A blob store in a folder: an object is written beside its place, synced, and renamed into it.
 *
 * <p>The folder carries a mark from its first use on. A folder that has lost it is not the store but the place where
 * its share was mounted: nothing is written there, and nothing that is not found there counts as missing.
 */
public final class FileBlobStore implements BlobStore {
    private static final String UNFINISHED = ".part";
    private static final String MARK = ".chirp-store";
    private final Path root;
    private final Map<Path, FolderSync> folders = new ConcurrentHashMap<>();
    private volatile boolean marked;

    public FileBlobStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public FileWriter create(String key) throws IOException {
        requirePresent();
        Path target = resolve(key);
        Path folder = target.resolveSibling(".");
        Files.createDirectories(folder);
        return new FileWriter(
                target,
                target.resolveSibling("." + UUID.randomUUID() + UNFINISHED),
                folders.computeIfAbsent(folder.normalize(), FolderSync::new));
    }

    /** By {@code copy_file_range} where the system has it. */
    @Override
    public void join(String key, List<String> parts) throws IOException {
        try (FileWriter writer = create(key)) {
            for (String part : parts) {
                try (FileChannel from = open(part)) {
                    writer.append(from);
                }
            }
            writer.commit();
        }
    }

    @Override
    public FileChannel open(String key) throws IOException {
        try {
            return FileChannel.open(resolve(key), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            requirePresent();
            throw e;
        }
    }

    @Override
    public long freeBytes() throws IOException {
        requirePresent();
        return Files.getFileStore(root).getUsableSpace();
    }

    @Override
    public double freeFraction() throws IOException {
        requirePresent();
        FileStore disk = Files.getFileStore(root);
        return (double) disk.getUsableSpace() / disk.getTotalSpace();
    }

    /** Throws when the folder is not, or no longer, the one that this store was begun in. */
    private void requirePresent() throws IOException {
        Path mark = root.resolve(MARK);
        if (Files.exists(mark)) {
            marked = true;
        } else if (marked) {
            throw new IOException("The blob store is away: %s has lost its %s".formatted(root, MARK));
        } else {
            Files.createDirectories(root);
            try {
                Files.createFile(mark);
            } catch (FileAlreadyExistsException e) {
                // Another service of this machine was faster.
            }
            marked = true;
        }
    }

    @Override
    public boolean delete(String key) throws IOException {
        return Files.deleteIfExists(resolve(key));
    }

    @Override
    public boolean exists(String key) {
        return Files.isRegularFile(resolve(key));
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    public Stream<String> changedBefore(String folder, Instant moment) throws IOException {
        Path directory = resolve(folder);
        if (!Files.isDirectory(directory)) {
            return Stream.empty();
        }
        FileTime limit = FileTime.from(moment);
        return Files.list(directory)
                .filter(file -> isFileOlderThan(file, limit))
                .filter(file -> !removedAsUnfinished(file))
                .map(file -> folder + "/" + file.getFileName());
    }

    private static boolean isFileOlderThan(Path file, FileTime limit) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() && attributes.lastModifiedTime().compareTo(limit) < 0;
        } catch (IOException gone) {
            return false;
        }
    }

    private static boolean removedAsUnfinished(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.startsWith(".") || !name.endsWith(UNFINISHED)) {
            return false;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private Path resolve(String key) {
        Path path = root.resolve(key).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IllegalArgumentException("key: " + key + " (expected: a path inside the store)");
        }
        return path;
    }

    /** Writes beside the object's place. */
    static final class FileWriter implements BlobWriter {
        private final Path target;
        private final Path unfinished;
        private final FolderSync folder;
        private final FileChannel channel;

        FileWriter(Path target, Path unfinished, FolderSync folder) throws IOException {
            this.target = target;
            this.unfinished = unfinished;
            this.folder = folder;
            this.channel = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        private void append(FileChannel from) throws IOException {
            long size = from.size();
            for (long at = 0; at < size; ) {
                long copied = from.transferTo(at, size - at, channel);
                if (copied == 0) {
                    throw new EOFException("a part ended after %d of %d bytes".formatted(at, size));
                }
                at += copied;
            }
        }

        @Override
        public void commit() throws IOException {
            channel.force(true);
            channel.close();
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            folder.sync();
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(unfinished);
        }
    }
}
