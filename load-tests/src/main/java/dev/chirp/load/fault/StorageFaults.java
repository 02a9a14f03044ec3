package dev.chirp.load.fault;

import java.nio.file.Files;
import java.nio.file.Path;

/** A blob store that cannot be reached. */
final class StorageFaults {
    private StorageFaults() {}

    /** Something else lies in its place: nothing can be read or made below it. */
    static void away(Site site) throws Exception {
        Path store = site.platform().blobs();
        Path hidden = hidden(store);
        site.away(
                () -> {
                    Files.move(store, hidden);
                    Files.createFile(store);
                },
                () -> {
                    Files.delete(store);
                    Files.move(hidden, store);
                });
    }

    private static Path hidden(Path store) {
        return store.resolveSibling("blobs-hidden");
    }
}
