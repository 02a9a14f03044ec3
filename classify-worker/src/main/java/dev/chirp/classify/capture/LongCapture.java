package dev.chirp.classify.capture;

import dev.chirp.classify.inference.LongRecording;
import dev.chirp.classify.place.Place;
import dev.chirp.contracts.event.DomainEvent.CaptureAccepted;
import dev.chirp.messaging.Job;
import dev.chirp.storage.BlobStore;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A capture that is classified as a job; a later attempt goes on behind the windows that were scored. */
final class LongCapture implements LongRecording {
    private static final int ALMOST = 99;
    private final CaptureAccepted accepted;
    private final @Nullable Place place;
    private final Job job;
    private final BlobStore blobs;
    private final String model;

    /** @param model scores of another one are not taken over */
    LongCapture(CaptureAccepted accepted, @Nullable Place place, Job job, BlobStore blobs, String model) {
        this.accepted = accepted;
        this.place = place;
        this.job = job;
        this.blobs = blobs;
        this.model = model;
    }

    @Override
    public ReadableByteChannel open() throws IOException {
        return blobs.open(accepted.audioKey());
    }

    @Override
    public @Nullable Place place() {
        return place;
    }

    @Override
    public List<float[]> scored() {
        byte[] checkpoint = job.checkpoint();
        return checkpoint == null ? List.of() : ScoreCheckpoint.read(checkpoint, model);
    }

    @Override
    public void reached(List<float[]> scores, double seconds) {
        int percent = (int) Math.min(ALMOST, 100 * seconds / accepted.durationSeconds());
        job.reached(percent, ScoreCheckpoint.write(scores, model));
    }
}
