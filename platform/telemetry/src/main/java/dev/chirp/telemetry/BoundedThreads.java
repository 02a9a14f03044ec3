package dev.chirp.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Threads that wait or compute in place of event loops: a fixed number, and bounded waiting, beyond which a task is
 * refused with {@link RejectedExecutionException}; with the meters of {@link BoundedQueues}. Unlike those of Reactor they
 * are not interrupted when nobody wants the result any more: an interrupt closes the file that is being written, and what
 * a cut connection had brought would be lost. A task that still waits by then is left out. Event loops hand tasks over
 * without a lock, for which they could have to wait.
 */
public final class BoundedThreads implements Scheduler {
    private final ThreadPoolExecutor threads;
    private final Semaphore places;
    private final Counter refused;

    /**
     * @param name of the threads, with a number behind it, and of their queue in its meters
     * @param number of threads
     * @param waiting most tasks that wait for a thread
     */
    public BoundedThreads(MeterRegistry meters, String name, int number, int waiting) {
        AtomicInteger last = new AtomicInteger();
        places = new Semaphore(waiting);
        BoundedQueues.show(meters, name, () -> waiting - places.availablePermits(), waiting);
        refused = BoundedQueues.refused(meters, name);
        // A queue without locks, and threads that are there from the beginning: starting one takes a lock too.
        threads = new ThreadPoolExecutor(number, number, 0, TimeUnit.SECONDS, new LinkedTransferQueue<>(), task -> {
            Thread thread = new Thread(task, name + "-" + last.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.prestartAllCoreThreads();
    }

    @Override
    public Disposable schedule(Runnable task) {
        Disposable unwanted = Disposables.single();
        execute(() -> {
            if (!unwanted.isDisposed()) {
                task.run();
            }
        });
        return unwanted;
    }

    @Override
    public Worker createWorker() {
        return new OneSubscriber();
    }

    /** Takes no more tasks; those that run or wait end by themselves. */
    @Override
    public void dispose() {
        threads.shutdown();
    }

    @Override
    public boolean isDisposed() {
        return threads.isShutdown();
    }

    private void execute(Runnable task) {
        if (!places.tryAcquire()) {
            refused.increment();
            throw Exceptions.failWithRejected("too many tasks wait");
        }
        Runnable hooked = Schedulers.onSchedule(task);
        try {
            threads.execute(() -> {
                places.release();
                hooked.run();
            });
        } catch (RejectedExecutionException closed) {
            places.release();
            throw Exceptions.failWithRejected(closed);
        }
    }

    /**
     * Takes nothing after it is disposed of, but what waits still runs: the operators of Reactor find out by themselves
     * that nobody wants it, and then release the buffers that wait with it.
     */
    private final class OneSubscriber implements Worker {
        private final Disposable disposed = Disposables.single();

        @Override
        public Disposable schedule(Runnable task) {
            if (disposed.isDisposed()) {
                throw Exceptions.failWithRejected();
            }
            return BoundedThreads.this.schedule(task);
        }

        @Override
        public void dispose() {
            disposed.dispose();
        }

        @Override
        public boolean isDisposed() {
            return disposed.isDisposed();
        }
    }
}
