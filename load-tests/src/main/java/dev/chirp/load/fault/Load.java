package dev.chirp.load.fault;

import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.Recordings;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A steady rate of short clips until it is closed. Users upload once and take what they are answered; the device, each
 * tenth clip, sends again under the same name until it is acknowledged.
 */
final class Load implements AutoCloseable {
    static final int UPLOADS_PER_SECOND = 10;
    private static final int EACH_OF_THE_DEVICE = 10;
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private final Crowd crowd;
    private final Recordings recordings;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Long> acknowledgedClips = new ConcurrentLinkedQueue<>();
    private final Queue<Refusal> refused = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong turns = new AtomicLong();
    private final AtomicLong clips = new AtomicLong();
    private final String boot = UUID.randomUUID().toString();
    private volatile boolean sending = true;
    private long lastHeard = System.nanoTime();
    private long longestSilence;

    Load(Crowd crowd, Recordings recordings) {
        this.crowd = crowd;
        this.recordings = recordings;
        var _ = clock.scheduleAtFixedRate(this::next, 0, 1_000_000 / UPLOADS_PER_SECOND, TimeUnit.MICROSECONDS);
    }

    private void next() {
        if (!sending) {
            return;
        }
        long turn = turns.getAndIncrement();
        open.incrementAndGet();
        if (turn % EACH_OF_THE_DEVICE == 0) {
            sendClip(clips.getAndIncrement(), recordings.next());
            return;
        }
        List<Chirper> users = crowd.users();
        var _ = users.get((int) (turn % users.size()))
                .upload(
                        "clip.wav",
                        recordings.next(),
                        "Idempotency-Key",
                        UUID.randomUUID().toString())
                .whenComplete((answer, error) -> {
                    accepted(answer, error);
                    open.decrementAndGet();
                });
    }

    private void sendClip(long seq, byte[] audio) {
        var _ = crowd.sendClip(boot, seq, audio).whenComplete((answer, error) -> {
            if (accepted(answer, error)) {
                acknowledgedClips.add(captureId(answer));
                open.decrementAndGet();
            } else {
                var _ = clock.schedule(() -> sendClip(seq, audio), AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    private boolean accepted(HttpResponse<String> answer, Throwable error) {
        if (error != null) {
            refused.add(new Refusal(Refusal.NO_ANSWER, false, error.toString()));
            return false;
        }
        if (answer.statusCode() != 202) {
            refused.add(new Refusal(
                    answer.statusCode(),
                    answer.headers().firstValue("Retry-After").isPresent(),
                    answer.body()));
            return false;
        }
        acknowledged.add(captureId(answer));
        heard();
        return true;
    }

    private synchronized void heard() {
        long now = System.nanoTime();
        longestSilence = Math.max(longestSilence, now - lastHeard);
        lastHeard = now;
    }

    /** The longest time between two acknowledgements. */
    synchronized Duration longestSilence() {
        return Duration.ofNanos(longestSilence);
    }

    private static long captureId(HttpResponse<String> answer) {
        return Chirper.json(answer).required("capture_id").asLong();
    }

    List<Long> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** Those of them that are clips of the device. */
    List<Long> acknowledgedClips() {
        return List.copyOf(acknowledgedClips);
    }

    List<Refusal> refused() {
        return List.copyOf(refused);
    }

    /** Different clips that the device has sent, each of them until it was acknowledged. */
    long clips() {
        return clips.get();
    }

    /** Uploads whose answer is due; after {@link #close()} none. */
    int open() {
        return open.get();
    }

    /** Stops sending and waits for the answers that are due, and until the device has got rid of all clips. */
    @Override
    public void close() {
        sending = false;
        long deadline = System.nanoTime() + ANSWER_TIMEOUT.toNanos();
        while (open.get() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(20_000_000);
        }
        clock.shutdownNow();
    }
}
