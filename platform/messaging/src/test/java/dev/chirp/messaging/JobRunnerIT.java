package dev.chirp.messaging;

import static dev.chirp.messaging.Platform.await;
import static dev.chirp.messaging.Platform.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.ConsumerGroup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work that its key does not wait for. */
class JobRunnerIT {
    private static final Jobs JOBS = new Jobs(ConsumerGroup.CLASSIFY_WORKER);
    private final String key = newKey();
    private final ScriptedListener scripted = new ScriptedListener();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Platform platform;

    @BeforeEach
    void start() throws SQLException {
        platform = new Platform();
        platform.append(key, 3);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
        platform.administer("DELETE FROM job WHERE key = '" + key + "'");
        platform.close();
    }

    @Test
    void letsTheKeyGoOnWhileItIsWorkedOn() throws Exception {
        // Given: the second event of the key takes long
        scripted.makeLong(key, 2);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        run(job -> {
            begun.countDown();
            awaitLatch(done);
            return Platform.trace(job.received(), "worked");
        });
        EventConsumer consumer = new EventConsumer(
                ConsumerSettings.of(ConsumerGroup.CLASSIFY_WORKER, Platform.bootstrapServers(), 4),
                platform.events,
                scripted,
                new SimpleMeterRegistry());
        consumer.start();
        opened.add(consumer::stop);

        // When
        platform.publish(key, 1, 2, 3);
        begun.await();

        // Then
        await("the others applied", () -> platform.applied(key).equals(List.of(1L, 3L)));
        assertThat(worked()).isEmpty();
        done.countDown();
        await("the work done", () -> worked().equals(List.of(2L)));
        await("no job left", () -> jobs() == 0);
    }

    @Test
    void goesOnFromTheCheckpointOfAnInstanceThatHasLostItsLease() throws Exception {
        // Given: an instance that is frozen in the middle
        CountDownLatch thawed = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        JobRunner frozen = run(job -> {
            job.reached(40, "forty".getBytes(StandardCharsets.UTF_8));
            reached.countDown();
            awaitLatch(thawed);
            return Platform.trace(job.received(), "worked");
        });
        add(1);
        reached.await();
        await("the checkpoint stored", () -> number("SELECT percent FROM job WHERE key = '%s'") == 40);

        // When: another one takes the job, and both finish
        List<String> checkpoints = new ArrayList<>();
        platform.administer("UPDATE job SET next_at = clock_timestamp() WHERE key = '" + key + "'");
        run(job -> {
            checkpoints.add(new String(job.checkpoint(), StandardCharsets.UTF_8));
            return Platform.trace(job.received(), "worked");
        });
        await("the work done", () -> worked().equals(List.of(1L)));
        thawed.countDown();
        frozen.stop();

        // Then
        assertThat(checkpoints).containsExactly("forty");
        assertThat(worked()).containsExactly(1L);
    }

    @Test
    void leavesTheWorkWhereItIsWhenItStops() throws Exception {
        // Given
        CountDownLatch reached = new CountDownLatch(1);
        JobRunner stopping = run(job -> {
            for (int percent = 0; ; percent = Math.min(99, percent + 1)) {
                job.reached(percent, new byte[] {(byte) percent});
                if (percent == 50) {
                    reached.countDown();
                }
                awaitMillis(1);
            }
        });
        add(1);
        reached.await();

        // When
        stopping.stop();

        // Then
        assertThat(number("SELECT percent FROM job WHERE key = '%s'")).isGreaterThanOrEqualTo(50);
        assertThat(number("SELECT attempts FROM job WHERE key = '%s' AND next_at <= clock_timestamp()"))
                .isZero();
    }

    @Test
    void becomesADeadLetterAfterItsRetriesAndAJobAgainWhenReplayed() throws Exception {
        // Given
        run(job -> {
            if (job.received().replayed()) {
                return Platform.trace(job.received(), "worked");
            }
            throw new Failure.MessageFault("scripted", "as the test wants it", null);
        });

        // When
        add(2);

        // Then
        await("a dead letter", () -> number("SELECT count(*) FROM dead_letter WHERE key = '%s'") == 1);
        assertThat(jobs()).isZero();
        assertThat(platform.longs("SELECT seq FROM trace WHERE what = 'dead' AND key = '" + key + "'"))
                .containsExactly(2L);
        assertThat(number("SELECT retry_count FROM dead_letter WHERE key = '%s'"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM event WHERE key = '%s' AND topic LIKE '%%.dlq'"))
                .isEqualTo(1);

        // When
        Message letter = platform.message(key, 2);
        if (Decoded.of(letter, Platform.STREAM, true) instanceof Decoded.Event(Received replayed)) {
            platform.events.inTransaction(tx -> {
                JOBS.later(replayed).apply(tx);
                return null;
            });
        }

        // Then
        await("worked", () -> worked().equals(List.of(2L)));
    }

    @Test
    void addsAJobOnce() throws Exception {
        add(1);
        add(1);

        assertThat(jobs()).isEqualTo(1);
    }

    private JobRunner run(JobListener work) {
        JobRunner runner = new JobRunner(
                ConsumerGroup.CLASSIFY_WORKER,
                FailurePolicy.skip().withRetryDelays(List.of(java.time.Duration.ofMillis(20))),
                platform.events,
                scripted,
                job -> {
                    if (!job.received().key().equals(key)) {
                        throw new Failure.Hopeless("foreign", "another test's", null);
                    }
                    return work.on(job);
                },
                new SimpleMeterRegistry());
        runner.start();
        opened.add(runner::stop);
        return runner;
    }

    private void add(long seq) throws SQLException {
        if (Decoded.of(platform.message(key, seq), Platform.STREAM) instanceof Decoded.Event(Received received)) {
            platform.events.inTransaction(tx -> {
                JOBS.later(received).apply(tx);
                return null;
            });
        }
    }

    private List<Long> worked() {
        return platform.longs("SELECT seq FROM trace WHERE what = 'worked' AND key = '" + key + "' ORDER BY id");
    }

    private long jobs() {
        return number("SELECT count(*) FROM job WHERE key = '%s'");
    }

    private long number(String query) {
        return platform.longs(query.formatted(key)).getFirst();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitMillis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
