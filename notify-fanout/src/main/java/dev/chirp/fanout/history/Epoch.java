package dev.chirp.fanout.history;

import dev.chirp.fanout.database.Database;
import dev.chirp.fanout.database.Ticks;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The epoch of the event table, as far as this instance knows: asked of PostgreSQL every {@value #EVERY_MILLIS} ms. It rises
 * when a restore has rewritten history; what Redis still holds of a lower one is worth nothing from then on.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The outcome of a question is taken in its callback.
public final class Epoch implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Epoch.class);
    private static final long EVERY_MILLIS = 5_000;

    private final Database database;
    private final Ticks ticks;
    private final AtomicLong known = new AtomicLong();
    private volatile Runnable onRise = () -> {};
    private volatile boolean running;
    private Ticks.Tick asking = () -> {};

    Epoch(Database database, Ticks ticks) {
        this.database = database;
        this.ticks = ticks;
    }

    /** Whether something of this epoch belongs to a history that has been replaced. */
    boolean isOver(long epoch) {
        return epoch < known.get();
    }

    /** {@code action} runs on any thread when the epoch has risen while this instance was running; it must not block. */
    public void whenRisen(Runnable action) {
        onRise = action;
    }

    private void ask() {
        database.ask(jdbc -> jdbc.sql("SELECT epoch FROM stream_epoch")
                        .query(Long.class)
                        .single())
                .thenAccept(this::seen);
    }

    private void seen(long epoch) {
        long before = known.getAndAccumulate(epoch, Math::max);
        if (before != 0 && before < epoch) {
            log.atWarn().addKeyValue("epoch", epoch).log("A restore has rewritten history: clients begin anew");
            onRise.run();
        }
    }

    @Override
    public void start() {
        running = true;
        ask();
        asking = ticks.every(EVERY_MILLIS, this::ask);
    }

    @Override
    public void stop() {
        running = false;
        asking.close();
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
