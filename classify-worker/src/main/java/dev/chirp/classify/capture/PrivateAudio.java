package dev.chirp.classify.capture;

import dev.chirp.classify.meter.ClassifyMeter;
import dev.chirp.storage.BlobStore;
import dev.chirp.storage.MediaKeys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes recordings in which somebody speaks, and their pictures, within {@value #EVERY_SECONDS} seconds of the commit
 * of their verdict; what fails is tried again for ever. Several instances may do so at once.
 */
class PrivateAudio implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PrivateAudio.class);
    private static final int EVERY_SECONDS = 2;
    private static final int BATCH = 1_000;
    private static final int STOP_SECONDS = 5;

    private final DataSource dataSource;
    private final BlobStore blobs;
    private final Counter deleted;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("private-audio").daemon().factory());
    private volatile int waiting;

    private record Audio(long captureId, String key) {}

    PrivateAudio(DataSource dataSource, BlobStore blobs, MeterRegistry meters) {
        this.dataSource = dataSource;
        this.blobs = blobs;
        this.deleted = ClassifyMeter.PRIVATE_DELETED.counter(meters);
        ClassifyMeter.PRIVATE_WAITING.gauge(meters, () -> waiting);
    }

    // run() catches what may fail; the rest ends with the process.
    @SuppressWarnings("FutureReturnValueIgnored")
    void start() {
        thread.scheduleWithFixedDelay(this::run, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void run() {
        try {
            List<Audio> found = find();
            waiting = found.size();
            List<Long> gone =
                    found.stream().filter(this::isDeleted).map(Audio::captureId).toList();
            record(gone);
            waiting = found.size() - gone.size();
        } catch (SQLException | RuntimeException e) {
            log.atWarn().setCause(e).log("Private recordings could not be looked for; trying again");
        }
    }

    /** The recording before its picture: who draws one looks for the recording afterwards. One that fails stops no other. */
    private boolean isDeleted(Audio audio) {
        try {
            blobs.delete(audio.key());
            blobs.delete(MediaKeys.spectrogramOf(audio.key()));
            return true;
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("capture_id", audio.captureId())
                    .setCause(e)
                    .log("A private recording could not be deleted; trying again");
            return false;
        }
    }

    private List<Audio> find() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT capture_id, audio_key FROM private_audio(?)")) {
            statement.setInt(1, BATCH);
            List<Audio> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Audio(rows.getLong(1), rows.getString(2)));
                }
            }
            return found;
        }
    }

    private void record(List<Long> gone) throws SQLException {
        if (gone.isEmpty()) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT private_audio_deleted(?)")) {
            statement.setArray(1, connection.createArrayOf("bigint", gone.toArray()));
            statement.execute();
        }
        deleted.increment(gone.size());
        log.atInfo().addKeyValue("recordings", gone.size()).log("Private recordings deleted");
    }

    /** Waits for the deletion in progress, which is short. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
