package dev.chirp.storage;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Threads that wait for a disk in place of event loops: a bounded number, and bounded waiting, beyond which a task is
 * refused with {@link java.util.concurrent.RejectedExecutionException}. Unlike those of Reactor they are not interrupted when nobody
 * wants the result any more: an interrupt closes the file that is being written, and what a cut connection had
 * brought would be lost.
 */
public final class DiskThreads implements AutoCloseable {
    private static final long IDLE_SECONDS = 60;
    private final ThreadPoolExecutor threads;
    private final Scheduler scheduler;

    /**
     * @param name of the threads, with a number behind it
     * @param most threads at one time
     * @param waiting most tasks that wait for a thread
     */
    @SuppressWarnings(
            "UnnecessaryMethodReference") // As an Executor: to tasks of an ExecutorService Reactor gives interrupts.
    public DiskThreads(String name, int most, int waiting) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        scheduler = Schedulers.fromExecutor(threads::execute);
    }

    /** For one task after the other of a subscriber; nothing can be scheduled for later. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** Takes no more tasks; those that run end by themselves. */
    @Override
    public void close() {
        scheduler.dispose();
        threads.shutdown();
    }
}
