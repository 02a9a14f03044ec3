package dev.chirp.relay.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.relay.model.ModelDatabase.Row;
import dev.chirp.relay.position.EventKey;
import dev.chirp.relay.position.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A database, a topic, the relay that owns the lane, and those that owned it before and were only frozen. {@link #play}
 * fails where a promise is broken: something uncommitted is published, an event is published before its predecessor of
 * the same key ever was, or a committed event never is.
 */
final class World {
    private static final List<String> KEYS = List.of("ann", "bob", "cy");
    private static final int MOST_TRANSACTIONS = 5;
    private static final int MOST_RELAYS = 3;

    private final Variant variant;
    private final ModelDatabase database = new ModelDatabase();
    private final Set<EventKey> published = new HashSet<>();
    private final List<ModelRelay> relays = new ArrayList<>();
    private Snapshot persisted = Snapshot.ORIGIN;
    private long epoch;

    private World(Variant variant) {
        this.variant = variant;
        takeOver();
    }

    static void play(Variant variant, List<Step> steps) {
        var world = new World(variant);
        steps.forEach(world::happen);
        world.finish();
    }

    private void happen(Step step) {
        ModelRelay relay = relays.get(step.pick() % relays.size());
        switch (step.kind()) {
            case BEGIN -> {
                if (database.runningTransactions().size() < MOST_TRANSACTIONS) {
                    database.begin();
                }
            }
            case APPEND -> withTransaction(step.pick(), tx -> database.append(tx, KEYS.get(step.pick() % KEYS.size())));
            case COMMIT -> withTransaction(step.pick(), database::commit);
            case ABORT -> withTransaction(step.pick(), database::abort);
            case READ -> relay.read(database, 1 + step.pick() % 3);
            case SEND -> relay.send();
            case SENDING_FAILS -> relay.failToSend();
            case BROKER_STORES -> relay.store(this::publish);
            case ACKNOWLEDGE -> relay.acknowledge(step.pick() % 2 == 0);
            case PERSIST -> persist(relay);
            case TAKE_OVER -> takeOver();
        }
    }

    private void withTransaction(int pick, java.util.function.LongConsumer action) {
        List<Long> running = database.runningTransactions();
        if (!running.isEmpty()) {
            action.accept(running.get(pick % running.size()));
        }
    }

    private void publish(Row row) {
        assertThat(database.isCommitted(row)).as("%s is committed", row).isTrue();
        EventKey key = row.key();
        if (published.add(key) && key.seq() > 1) {
            assertThat(published)
                    .as("published before %s", key)
                    .contains(new EventKey(key.stream(), key.key(), key.seq() - 1));
        }
    }

    /** Compare-and-set on the epoch. */
    private void persist(ModelRelay relay) {
        if (relay.epoch() == epoch) {
            persisted = relay.position();
        }
    }

    /** The owner before is frozen, or cut off, or dead: it may act again at any later step, or never. */
    private void takeOver() {
        epoch++;
        relays.add(new ModelRelay(variant, epoch, persisted));
        if (relays.size() > MOST_RELAYS) {
            relays.removeFirst();
        }
    }

    private void finish() {
        database.runningTransactions().forEach(database::commit);
        ModelRelay owner = relays.getLast();
        long committed = database.visible().count();
        for (int turn = 0; turn < 2 * committed + 4 || !owner.isIdle(); turn++) {
            owner.read(database, 3);
            for (int row = 0; row < 3; row++) {
                owner.send();
            }
            for (int row = 0; row < 6; row++) {
                owner.store(this::publish);
                owner.acknowledge(true);
            }
        }
        assertThat(published)
                .as("published of what is committed")
                .containsAll(database.visible().map(Row::key).toList());
    }
}
