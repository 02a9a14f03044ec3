package dev.chirp.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class BoundedThreadsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BoundedThreads threads = new BoundedThreads(meters, "disk", 1, 2);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void close() {
        goOn.countDown();
        threads.dispose();
    }

    @Test
    void lateResultsAreNotInterrupted() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Disposable call = Mono.fromRunnable(() -> interrupted.complete(work()))
                .subscribeOn(threads)
                .subscribe();
        begun.await();

        call.dispose();
        goOn.countDown();

        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void aCancelledSubscriberIsNotInterruptedInTheMiddleOfAnElement() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Disposable writing = Flux.just(1, 2, 3)
                .publishOn(threads)
                .doOnNext(element -> interrupted.complete(work()))
                .subscribe();
        begun.await();

        writing.dispose();
        goOn.countDown();

        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void whatWaitsForACancelledSubscriberIsReleased() throws Exception {
        CompletableFuture<Boolean> first =
                Mono.fromCallable(this::work).subscribeOn(threads).toFuture();
        begun.await();
        Queue<Integer> released = new ConcurrentLinkedQueue<>();
        Flux.range(1, 3)
                .hide()
                .publishOn(threads)
                .doOnDiscard(Integer.class, released::add)
                .subscribe()
                .dispose();
        CompletableFuture<Boolean> last =
                Mono.fromCallable(() -> true).subscribeOn(threads).toFuture();

        goOn.countDown();

        assertThat(first.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(last.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(released).containsExactly(1, 2, 3);
    }

    @Test
    void refusesWhatIsTooMuch() throws Exception {
        Mono<Boolean> call = Mono.fromCallable(this::work).subscribeOn(threads);
        CompletableFuture<Boolean> first = call.toFuture();
        begun.await();
        CompletableFuture<Boolean> second = call.toFuture();
        CompletableFuture<Boolean> third = call.toFuture();

        assertThatThrownBy(() -> call.block()).isInstanceOf(RejectedExecutionException.class);

        assertThat(meters.get("bounded.queue.depth")
                        .tag("queue", "disk")
                        .gauge()
                        .value())
                .isEqualTo(2);
        goOn.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(second.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(third.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(meters.get("bounded.queue.depth").gauge().value()).isZero();
        assertThat(meters.get("bounded.queue.limit").gauge().value()).isEqualTo(2);
        assertThat(meters.get("bounded.queue.refused").counter().count()).isEqualTo(1);
    }

    @Test
    void takesNothingAfterItsEnd() {
        threads.dispose();

        assertThatThrownBy(
                        () -> Mono.fromCallable(this::work).subscribeOn(threads).block())
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(threads.isDisposed()).isTrue();
        assertThat(meters.get("bounded.queue.refused").counter().count()).isZero();
    }

    /** Whether it was interrupted. */
    private boolean work() {
        begun.countDown();
        try {
            goOn.await();
            return Thread.interrupted();
        } catch (InterruptedException e) {
            return true;
        }
    }
}
