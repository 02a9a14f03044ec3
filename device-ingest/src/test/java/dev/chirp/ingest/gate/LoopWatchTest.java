package dev.chirp.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Executor busy = tasks::add;
    private long now = 1;

    @Test
    void takesTheTimeUntilALoopAnswers() {
        LoopWatch watch = new LoopWatch(() -> List.<Executor>of(Runnable::run), () -> now, meters);

        watch.ask();
        watch.ask();

        assertThat(meters.timer("ingest.loop.delay").count()).isEqualTo(2);
        assertThat(watch.hung()).isEmpty();
    }

    @Test
    void asksALoopThatOwesAnAnswerOnce() {
        LoopWatch watch = new LoopWatch(() -> List.of(busy), () -> now, meters);

        watch.ask();
        watch.ask();

        assertThat(tasks).hasSize(1);
        assertThat(meters.timer("ingest.loop.delay").count()).isZero();
    }

    @Test
    void countsAnAnswerThatComesLateAsAStall() {
        LoopWatch watch = new LoopWatch(() -> List.of(busy), () -> now, meters);
        watch.ask();

        now += TimeUnit.MILLISECONDS.toNanos(6);
        tasks.remove().run();

        assertThat(meters.counter("ingest.loop.stalls").count()).isOne();
    }

    @Test
    void hangsWhenALoopHasNotAnsweredForTenSeconds() {
        LoopWatch watch = new LoopWatch(() -> List.of(busy), () -> now, meters);
        watch.ask();

        now += TimeUnit.SECONDS.toNanos(10);
        assertThat(watch.hung()).isEmpty();
        now++;
        assertThat(watch.hung()).isPresent();
        tasks.remove().run();
        assertThat(watch.hung()).isEmpty();
    }

    @Test
    void doesNotMissALoopThatHasEnded() {
        Executor ended = task -> {
            throw new RejectedExecutionException("ended");
        };
        LoopWatch watch = new LoopWatch(() -> List.of(ended), () -> now, meters);

        watch.ask();
        now += TimeUnit.MINUTES.toNanos(1);

        assertThat(watch.hung()).isEmpty();
    }
}
