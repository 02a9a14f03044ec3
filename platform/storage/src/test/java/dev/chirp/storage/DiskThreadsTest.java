package dev.chirp.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class DiskThreadsTest {
    private final DiskThreads threads = new DiskThreads("disk", 1, 1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void close() {
        goOn.countDown();
        threads.close();
    }

    @Test
    void lateResultsAreNotInterrupted() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Disposable call = Mono.fromRunnable(() -> interrupted.complete(work()))
                .subscribeOn(threads.scheduler())
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
                .publishOn(threads.scheduler())
                .doOnNext(element -> interrupted.complete(work()))
                .subscribe();
        begun.await();

        writing.dispose();
        goOn.countDown();

        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void refusesWhatIsTooMuch() throws Exception {
        Mono<Boolean> call = Mono.fromCallable(this::work).subscribeOn(threads.scheduler());
        CompletableFuture<Boolean> first = call.toFuture();
        begun.await();
        CompletableFuture<Boolean> second = call.toFuture();

        assertThatThrownBy(() -> call.block()).isInstanceOf(RejectedExecutionException.class);

        goOn.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(second.get(10, TimeUnit.SECONDS)).isFalse();
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
