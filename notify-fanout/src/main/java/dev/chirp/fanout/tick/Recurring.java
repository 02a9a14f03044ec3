package dev.chirp.fanout.tick;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.context.SmartLifecycle;

/** Does something at its start and then every so often, one turn at a time; a turn that takes long leaves others out. */
@SuppressWarnings("FutureReturnValueIgnored") // A turn deals with its own failure.
public abstract class Recurring implements SmartLifecycle {
    private final Ticks ticks;
    private final long everyMillis;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean running;
    private Ticks.Tick tick = () -> {};

    protected Recurring(Ticks ticks, long everyMillis) {
        this.ticks = ticks;
        this.everyMillis = everyMillis;
    }

    /** Begins a turn, without blocking; over when the answer completes, well or not. */
    protected abstract CompletionStage<?> turn();

    private void begin() {
        if (busy.compareAndSet(false, true)) {
            try {
                turn().whenComplete((done, failure) -> busy.set(false));
            } catch (RuntimeException | Error e) {
                busy.set(false);
                throw e;
            }
        }
    }

    @Override
    public void start() {
        running = true;
        begin();
        tick = ticks.every(everyMillis, this::begin);
    }

    @Override
    public void stop() {
        running = false;
        tick.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the sockets, after them in stopping. */
    @Override
    public int getPhase() {
        return 50;
    }
}
