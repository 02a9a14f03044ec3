package dev.chirp.load.fault;

import java.io.IOException;
import java.nio.file.Path;

/** Where Kafka keeps its logs, PostgreSQL its cluster, and where the blobs are. */
record SmallDisks(SmallDisk kafka, SmallDisk postgres, SmallDisk blobs) implements AutoCloseable {
    private static final int MEGABYTES = 512;
    /** Its log alone may grow to 512. */
    private static final int POSTGRES_MEGABYTES = 1_024;

    /** Of the platform that will run in this folder. */
    static SmallDisks in(Path folder) throws IOException {
        return new SmallDisks(
                SmallDisk.at(folder.resolve("data/kafka"), MEGABYTES),
                SmallDisk.at(folder.resolve("data/postgres"), POSTGRES_MEGABYTES),
                SmallDisk.at(folder.resolve("blobs"), MEGABYTES));
    }

    /** Nothing is mounted. */
    static SmallDisks none() {
        return new SmallDisks(SmallDisk.none(), SmallDisk.none(), SmallDisk.none());
    }

    @Override
    public void close() throws IOException {
        kafka.close();
        postgres.close();
        blobs.close();
    }
}
