package dev.chirp.classify.inference;

import dev.chirp.audio.AudioRejection;
import dev.chirp.classify.meter.ClassifyMeter;
import dev.chirp.classify.model.Model;
import dev.chirp.classify.model.ModelState;
import dev.chirp.classify.place.SpeciesFilter;
import dev.chirp.classify.place.SpeciesNames;
import dev.chirp.classify.verdict.Judge;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads that decode, resample and infer, one per core, before a bounded queue. This is the bridge between
 * event loops or virtual threads and computation: both hand their recordings over here and get them back as futures.
 *
 * <p>When more recordings wait than there are threads, a thread takes up to {@value #MOST_CLIPS} at once and scores
 * their windows together. A {@link LongRecording} gets a piece of its windows scored in each turn.
 */
public final class InferencePool implements AutoCloseable {
    private static final int MOST_CLIPS = 4;
    private static final long STOP_MILLIS = 10_000;
    private static final double[] LATENCY_BUCKETS_MS = {5, 10, 20, 50, 100, 200, 300, 500, 600, 1000, 2000, 5000, 20_000
    };

    private static final double P95 = 0.95;
    private static final Duration PACE_WINDOW = Duration.ofMinutes(1);

    private final ModelState model;
    private final @Nullable Court court;
    private final BlockingQueue<Job> queue;
    private final List<Thread> threads = new ArrayList<>();
    private final DistributionSummary latency;
    private final Counter rejected;
    private volatile boolean stopping;

    /**
     * How much the pool may hold.
     *
     * @param threads that decode and infer
     * @param queueCapacity recordings that wait; beyond it {@link #submit} refuses and {@link #classify} waits
     * @param cacheBytes scores of earlier recordings; 0 remembers nothing
     */
    public record Limits(int threads, int queueCapacity, long cacheBytes) {}

    /** Starts the threads, with all species of the model allowed everywhere. */
    public InferencePool(ModelState model, Limits limits, MeterRegistry meters) {
        this(model, SpeciesNames.ALL, limits, meters);
    }

    /** Starts the threads. */
    public InferencePool(ModelState model, SpeciesNames species, Limits limits, MeterRegistry meters) {
        this.model = model;
        int queueCapacity = limits.queueCapacity();
        this.court = model instanceof ModelState.Ready ready
                ? court(ready.model(), species, new ScoreCache(limits.cacheBytes(), meters))
                : null;
        this.queue = new ArrayBlockingQueue<>(queueCapacity);
        this.latency = ClassifyMeter.LATENCY.summary(
                meters,
                summary -> summary.serviceLevelObjectives(LATENCY_BUCKETS_MS)
                        .publishPercentiles(P95)
                        .distributionStatisticExpiry(PACE_WINDOW));
        this.rejected = ClassifyMeter.QUEUE_REJECTED.counter(meters);
        ClassifyMeter.QUEUE_DEPTH.gauge(meters, queue::size);
        if (model instanceof ModelState.Ready ready) {
            for (int i = 0; i < limits.threads(); i++) {
                threads.add(Thread.ofPlatform().name("inference-" + i).daemon().start(() -> work(ready.model())));
            }
        }
    }

    private static Court court(Model loaded, SpeciesNames species, ScoreCache cache) {
        SpeciesFilter filter = new SpeciesFilter(loaded.labels(), species, loaded.geography());
        return new Court(loaded.manifest(), new Judge(loaded.manifest(), loaded.labels()), filter, cache);
    }

    /**
     * Hands a recording over without waiting.
     *
     * @return completed by a thread of the pool; fails with {@link AudioRejection}, {@link IOException} of the recording,
     *     {@link OverloadedException}, {@link NoModelException}, or a fault of ours
     */
    public CompletableFuture<Classification> submit(Recording recording) {
        if (model instanceof ModelState.Unusable(String reason)) {
            return CompletableFuture.failedFuture(new NoModelException(reason));
        }
        Classification remembered = remembered(recording);
        if (remembered != null) {
            return CompletableFuture.completedFuture(remembered);
        }
        Job job = new Job(recording);
        if (stopping || !queue.offer(job)) {
            rejected.increment();
            return CompletableFuture.failedFuture(
                    new OverloadedException("Too many recordings are being classified. Try again in a moment."));
        }
        return job.answer;
    }

    /** The time that 95 % of the recordings of the last minute took at most, long ones apart, in ms; 0: there were none. */
    public double p95Millis() {
        return Arrays.stream(latency.takeSnapshot().percentileValues())
                .mapToDouble(ValueAtPercentile::value)
                .max()
                .orElse(0);
    }

    /** Name and version of the model; empty when there is none. */
    public String modelId() {
        return model instanceof ModelState.Ready ready
                ? ready.model().manifest().name() + " "
                        + ready.model().manifest().version()
                : "";
    }

    /** Waits for a place in the queue and then for the verdict; for callers on virtual threads. */
    public Classification classify(Recording recording)
            throws NoModelException, InterruptedException, ExecutionException, OverloadedException {
        if (model instanceof ModelState.Unusable(String reason)) {
            throw new NoModelException(reason);
        }
        Classification remembered = remembered(recording);
        if (remembered != null) {
            return remembered;
        }
        Job job = new Job(recording);
        while (!queue.offer(job, 100, TimeUnit.MILLISECONDS)) {
            if (stopping) {
                throw new OverloadedException("The service is stopping.");
            }
        }
        return job.answer.get();
    }

    /** Answers on the caller's thread: what is left to do is a search for the highest score. */
    private @Nullable Classification remembered(Recording recording) {
        long begin = System.nanoTime();
        Classification remembered = court == null ? null : court.remembered(recording);
        if (remembered != null) {
            latency.record((System.nanoTime() - begin) / 1e6);
        }
        return remembered;
    }

    private void work(Model loaded) {
        Run run = new Run(loaded, Objects.requireNonNull(court));
        List<Job> jobs = new ArrayList<>(MOST_CLIPS);
        while (!stopping || !queue.isEmpty()) {
            try {
                Job job = jobs.isEmpty() ? queue.poll(200, TimeUnit.MILLISECONDS) : null;
                if (job != null) {
                    jobs.add(job);
                }
                if (!jobs.isEmpty()) {
                    queue.drainTo(jobs, fairShare(jobs.size()));
                    run.process(jobs);
                    jobs.forEach(this::record);
                }
            } catch (InterruptedException e) {
                return;
            } catch (OutOfMemoryError e) {
                // One recording must not end the thread that serves the others.
                jobs.forEach(job -> job.answer.completeExceptionally(e));
            } finally {
                jobs.removeIf(this::leaves);
            }
        }
        jobs.forEach(this::refuse);
    }

    /** Whether a recording needs no further turn on this thread: unfinished ones go to the end of the queue. */
    private boolean leaves(Job job) {
        if (stopping && !job.answer.isDone()) {
            refuse(job);
        }
        job.endTurn();
        return job.answer.isDone() || queue.offer(job);
    }

    private void refuse(Job job) {
        job.answer.completeExceptionally(new OverloadedException("The service is stopping."));
        job.endTurn();
    }

    /** What this thread may take beyond those it has, so that none idles while another has a batch. */
    private int fairShare(int taken) {
        return Math.min(MOST_CLIPS - taken, queue.size() / threads.size());
    }

    private void record(Job job) {
        if (!job.isLong() && !job.answer.isCompletedExceptionally()) {
            latency.record((System.nanoTime() - job.submittedNanos) / 1e6);
        }
    }

    /** Finishes what was handed over, at most {@value #STOP_MILLIS} ms, then frees the model. */
    @Override
    public void close() {
        if (stopping) {
            return;
        }
        stopping = true;
        boolean ended = true;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
        for (Thread thread : threads) {
            ended &= join(thread, deadline);
        }
        for (Job job = queue.poll(); job != null; job = queue.poll()) {
            refuse(job);
        }
        // A thread that is still computing would crash the process if its model were freed under it.
        if (ended && model instanceof ModelState.Ready ready) {
            ready.model().close();
        }
    }

    private static boolean join(Thread thread, long deadline) {
        try {
            return thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
