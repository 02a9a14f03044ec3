package dev.chirp.fanout.history;

import dev.chirp.fanout.database.Database;
import dev.chirp.fanout.tick.Recurring;
import dev.chirp.fanout.tick.Ticks;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The epoch of the event table, as far as this instance knows: asked of PostgreSQL every {@value #EVERY_MILLIS} ms. It rises
 * when a restore has rewritten history; what Redis still holds of a lower one is worth nothing from then on.
 */
public final class Epoch extends Recurring {
    private static final Logger log = LoggerFactory.getLogger(Epoch.class);
    private static final long EVERY_MILLIS = 5_000;

    private final Database database;
    private final AtomicLong known = new AtomicLong();
    private volatile Runnable onRise = () -> {};

    Epoch(Database database, Ticks ticks) {
        super(ticks, EVERY_MILLIS);
        this.database = database;
    }

    /** Whether something of this epoch belongs to a history that has been replaced. */
    boolean isOver(long epoch) {
        return epoch < known.get();
    }

    /** {@code action} runs on any thread when the epoch has risen while this instance was running; it must not block. */
    public void whenRisen(Runnable action) {
        onRise = action;
    }

    @Override
    protected CompletionStage<?> turn() {
        return database.ask(jdbc -> jdbc.sql("SELECT epoch FROM stream_epoch")
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
}
