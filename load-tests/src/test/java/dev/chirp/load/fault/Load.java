package dev.chirp.load.fault;

import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.Recordings;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A steady rate of short clips from a few users, until closed; remembers what was acknowledged and what was not. */
final class Load implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final List<Chirper> users = new ArrayList<>();

    Load(HttpClient http, String url, int userCount, int uploadsPerSecond) throws Exception {
        for (int i = 0; i < userCount; i++) {
            users.add(Chirper.signUp(http, url));
        }
        Recordings recordings = new Recordings(3, 8_000);
        AtomicInteger turn = new AtomicInteger();
        clock.scheduleAtFixedRate(
                () -> upload(users.get(turn.getAndIncrement() % userCount), recordings.next()),
                0,
                1_000_000 / uploadsPerSecond,
                TimeUnit.MICROSECONDS);
    }

    private void upload(Chirper user, byte[] recording) {
        inFlight.incrementAndGet();
        user.upload("clip.wav", recording).whenComplete((answer, error) -> {
            if (error != null) {
                refused.add(error.toString());
            } else if (answer.statusCode() == 202) {
                acknowledged.add(Chirper.json(answer).required("capture_id").asLong());
            } else {
                refused.add(answer.statusCode() + " " + answer.body());
            }
            inFlight.decrementAndGet();
        });
    }

    List<Long> acknowledged() {
        return List.copyOf(acknowledged);
    }

    List<String> refused() {
        return List.copyOf(refused);
    }

    /** Stops sending and waits for the answers that are due. */
    @Override
    public void close() {
        clock.shutdownNow();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(35);
        while (inFlight.get() > 0 && System.nanoTime() < deadline) {
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }
}
