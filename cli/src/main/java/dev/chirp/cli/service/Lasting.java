package dev.chirp.cli.service;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a command keeps running until the process is told to end (Ctrl-C, TERM) or the command's thread is interrupted.
 * It is stopped once.
 */
public final class Lasting {
    private final Runnable stop;
    private final AtomicBoolean stopped = new AtomicBoolean();

    private Lasting(Runnable stop) {
        this.stop = stop;
    }

    /** From now on {@code stop} is run when the process ends, however far the start has come. */
    public static Lasting endingWith(Runnable stop) {
        Lasting lasting = new Lasting(stop);
        Runtime.getRuntime().addShutdownHook(new Thread(lasting::end, "stop"));
        return lasting;
    }

    /** The same for what sees by itself to the end of the process. */
    public static Lasting endingByItself(Runnable stop) {
        return new Lasting(stop);
    }

    /** Blocks until the end. */
    public void await() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            end();
        }
    }

    private void end() {
        if (stopped.compareAndSet(false, true)) {
            stop.run();
        }
    }
}
