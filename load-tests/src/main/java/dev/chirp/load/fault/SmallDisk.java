package dev.chirp.load.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder on a file system of its own in memory, small enough to be filled. */
final class SmallDisk implements AutoCloseable {
    private static final byte[] BLOCK = new byte[65_536];
    private final Path folder;
    private final boolean mounted;

    private SmallDisk(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    /**
     * Makes the folder; {@link #mounted} tells whether this process was allowed to mount there.
     *
     * @param megabytes its size
     */
    static SmallDisk at(Path folder, int megabytes) throws IOException {
        Files.createDirectories(folder);
        String options = "size=%dm".formatted(megabytes);
        SmallDisk disk =
                new SmallDisk(folder, run("mount", "-t", "tmpfs", "-o", options, "chirp-faults", folder.toString()));
        Runtime.getRuntime().addShutdownHook(new Thread(disk::closeQuietly, "unmount"));
        return disk;
    }

    /** Nothing is mounted. */
    static SmallDisk none() {
        return new SmallDisk(Path.of("."), false);
    }

    boolean mounted() {
        return mounted;
    }

    /** Takes all that is left. */
    void fill() throws IOException {
        try (FileChannel file = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(file)) {
            while (file.size() >= 0) {
                out.write(BLOCK);
            }
        } catch (IOException full) {
            if (Files.getFileStore(folder).getUsableSpace() > BLOCK.length) {
                throw full;
            }
        }
    }

    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private static boolean run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        return process.onExit().join().exitValue() == 0;
    }

    /** For a run that is broken off; a second time does no harm. */
    private void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            // Whoever ends the run sees what is still mounted.
        }
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            run("umount", "-l", folder.toString());
        }
    }
}
