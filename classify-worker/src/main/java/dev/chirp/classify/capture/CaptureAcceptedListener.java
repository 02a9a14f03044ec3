package dev.chirp.classify.capture;

import dev.chirp.audio.AudioRejection;
import dev.chirp.classify.inference.Classification;
import dev.chirp.classify.inference.InferencePool;
import dev.chirp.classify.inference.NoModelException;
import dev.chirp.classify.inference.OverloadedException;
import dev.chirp.classify.inference.Recording;
import dev.chirp.classify.verdict.VerdictLog;
import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.DomainEvent.CaptureAccepted;
import dev.chirp.messaging.Effect;
import dev.chirp.messaging.EventListener;
import dev.chirp.messaging.Failure;
import dev.chirp.messaging.Failure.DependencyDown;
import dev.chirp.messaging.Failure.Hopeless;
import dev.chirp.messaging.Failure.MessageFault;
import dev.chirp.messaging.Job;
import dev.chirp.messaging.JobListener;
import dev.chirp.messaging.Jobs;
import dev.chirp.messaging.Received;
import dev.chirp.storage.BlobStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Classifies an accepted capture: reads and infers before the transaction, writes state and events inside it. What is
 * wrong with a recording fails its capture at once; what is wrong with us is tried again. Long recordings become jobs.
 */
class CaptureAcceptedListener implements EventListener, JobListener {
    static final String AUDIO_MISSING = "audio_missing";
    /** Longer recordings are jobs: what else their owner sends does not wait for them. */
    static final double LONGEST_IN_PLACE_SECONDS = 60;

    private static final Pattern CAPTURE = Pattern.compile("capture/(\\d{1,18})");
    private static final Pattern USER = Pattern.compile("\\d{1,18}");

    private final BlobStore blobs;
    private final InferencePool pool;
    private final CaptureTable captures;
    private final ResultEvents results;
    private final CapturePlaces places;
    private final VerdictLog verdicts;
    private final ProgressSignals progress;
    private final Jobs jobs = new Jobs(ConsumerGroup.CLASSIFY_WORKER);

    CaptureAcceptedListener(
            BlobStore blobs,
            InferencePool pool,
            CaptureTable captures,
            ResultEvents results,
            CapturePlaces places,
            VerdictLog verdicts,
            ProgressSignals progress) {
        this.blobs = blobs;
        this.pool = pool;
        this.captures = captures;
        this.results = results;
        this.places = places;
        this.verdicts = verdicts;
        this.progress = progress;
    }

    @Override
    public Effect on(Received received) throws Failure {
        CaptureAccepted accepted = accepted(received);
        return accepted.durationSeconds() > LONGEST_IN_PLACE_SECONDS
                ? jobs.later(received)
                : classify(received, accepted, recording(accepted), true);
    }

    private Recording recording(CaptureAccepted accepted) throws DependencyDown {
        Recording audio = () -> blobs.open(accepted.audioKey());
        return audio.known(accepted.sha256(), places.of(accepted));
    }

    @Override
    public Effect on(Job job) throws Failure {
        CaptureAccepted accepted = accepted(job.received());
        return classify(
                job.received(),
                accepted,
                new LongCapture(accepted, places.of(accepted), job, blobs, pool.modelId(), progress),
                true);
    }

    private static CaptureAccepted accepted(Received received) throws Hopeless {
        if (received.event() instanceof CaptureAccepted accepted) {
            return accepted;
        }
        throw new Hopeless("unexpected_type", "Not a CaptureAccepted: " + received.type(), null);
    }

    private Effect classify(Received received, CaptureAccepted accepted, Recording recording, boolean isReal)
            throws Failure {
        try {
            Classification classification = pool.classify(recording);
            if (isReal) {
                verdicts.record(classification.verdict(), accepted.captureId(), received.requestId());
            }
            return tx -> results.classified(tx, received, accepted, classification);
        } catch (ExecutionException e) {
            return failed(accepted, received.replayed(), Objects.requireNonNullElse(e.getCause(), e));
        } catch (NoModelException e) {
            throw new DependencyDown("model", e);
        } catch (OverloadedException e) {
            throw new DependencyDown("inference", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyDown("inference", e);
        }
    }

    private Effect failed(CaptureAccepted accepted, boolean replayed, Throwable cause) throws Failure {
        switch (cause) {
            case Job.Abandoned abandoned -> throw abandoned;
            case OverloadedException stopping -> throw new DependencyDown("inference", stopping);
            case AudioRejection rejection ->
                throw new Hopeless(rejection.code().wireName(), rejection.detail(), rejection);
            case NoSuchFileException missing -> {
                // Its owner deleted it, and the audio with it: nothing is wrong.
                if (!isUndecided(accepted.captureId(), replayed)) {
                    return Effect.none();
                }
                throw new Hopeless(AUDIO_MISSING, "The recording is missing from the store.", missing);
            }
            case IOException e -> throw new DependencyDown("blob store", e);
            default -> throw new MessageFault(ResultEvents.OUR_FAULT, "Audio classification failed.", cause);
        }
    }

    private boolean isUndecided(long captureId, boolean replayed) throws Failure {
        try {
            return captures.is(captureId, ResultEvents.undecided(replayed));
        } catch (SQLException e) {
            throw new DependencyDown("database", e);
        }
    }

    /** Nothing is logged as a verdict: nobody gets to see it. */
    @Override
    public Effect simulate(Received received) throws Failure {
        CaptureAccepted accepted = accepted(received);
        return classify(received, accepted, recording(accepted), false);
    }

    /** The capture is named by the subject, its owner by the key: it must not wait for ever for its verdict. */
    @Override
    public Effect onUnreadable(Unreadable event, String reason, String detail) {
        Matcher capture = CAPTURE.matcher(Objects.requireNonNullElse(event.subject(), ""));
        return capture.matches() && USER.matcher(event.key()).matches()
                ? tx -> results.failed(tx, event, Long.parseLong(capture.group(1)), Long.parseLong(event.key()))
                : Effect.none();
    }

    @Override
    public Effect onDead(Received received, String reason, String detail) {
        return received.event() instanceof CaptureAccepted accepted
                ? tx -> results.failed(tx, received, accepted, reason, detail)
                : Effect.none();
    }
}
