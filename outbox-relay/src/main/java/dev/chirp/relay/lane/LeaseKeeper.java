package dev.chirp.relay.lane;

import dev.chirp.relay.position.Snapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one instance alive in the database: heartbeat, positions, taking and handing over lanes. Each {@link #tick} is
 * one turn of the lease thread; nothing here waits for Kafka.
 */
public final class LeaseKeeper {
    private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final int IDLE_FACTOR = 10;

    private final LaneStore store;
    private final Lanes lanes;
    private final Lease lease;
    private final LaneSettings settings;
    private final LongSupplier nanoTime;
    private long lastPersistNanos;
    private long lastIdlePersistNanos;
    private volatile boolean leaving;

    public LeaseKeeper(
            Connection connection,
            UUID instance,
            Lanes lanes,
            Lease lease,
            LaneSettings settings,
            LongSupplier nanoTime) {
        this.store = new LaneStore(connection, instance, settings.leaseTimeout());
        this.lanes = lanes;
        this.lease = lease;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.lastPersistNanos = nanoTime.getAsLong();
        this.lastIdlePersistNanos = lastPersistNanos;
    }

    /** Ends what is left of this process's earlier instance, whose lanes are forgotten, and says that this one lives. */
    public void enter(@Nullable UUID earlier) throws SQLException {
        if (earlier != null) {
            store.leave(earlier);
        }
        tick();
    }

    /** Renews the lease, drops what was lost, persists positions, and moves towards a fair share. */
    public void tick() throws SQLException {
        long sent = nanoTime.getAsLong();
        lease.tick(sent);
        store.heartbeat();
        Set<UUID> live = store.live();
        dropLost();
        lease.renewed(sent);
        persist();
        if (leaving) {
            handOverAll();
        } else {
            balance(Balance.share(live, store.instance()));
        }
        releaseDrained();
    }

    /** Whether a lane waits for its last acknowledgements before it is released: the next turn should come soon. */
    public boolean isHandingOver() {
        return lanes.all().stream().anyMatch(OwnedLane::isHandingOver);
    }

    /** Releases lanes that have nothing in flight any more. */
    public void releaseDrained() throws SQLException {
        Map<OwnedLane, Snapshot> drained = new HashMap<>();
        for (OwnedLane lane : lanes.all()) {
            if (lane.isHandingOver() && lane.isDrained()) {
                drained.put(lane, lane.settled());
            }
        }
        store.release(drained);
        drained.keySet().forEach(lanes::drop);
        if (!drained.isEmpty()) {
            log.atInfo().addKeyValue("lanes", drained.size()).log("Lanes released");
        }
    }

    /** Begins to give up every lane; none is taken any more. */
    public void handOverAll() {
        leaving = true;
        lanes.all().forEach(OwnedLane::handOver);
    }

    /** Ends this instance in the database; its lanes are free at once, from their persisted positions. */
    public void leave() throws SQLException {
        lanes.dropAll();
        store.leave(store.instance());
    }

    private void dropLost() throws SQLException {
        Map<Integer, Long> owned = store.owned();
        for (OwnedLane lane : lanes.all()) {
            Long epoch = owned.get(lane.number());
            if (epoch == null || epoch != lane.epoch()) {
                lanes.drop(lane);
                log.atWarn().addKeyValue("lane", lane.number()).log("Lane lost to another instance");
            }
        }
    }

    private void persist() throws SQLException {
        long now = nanoTime.getAsLong();
        if (now - lastPersistNanos < settings.persistEvery().toNanos()) {
            return;
        }
        boolean evenIdle = now - lastIdlePersistNanos >= settings.persistEvery().toNanos() * IDLE_FACTOR;
        Map<OwnedLane, Snapshot> positions = new HashMap<>();
        for (OwnedLane lane : lanes.all()) {
            lane.unpersisted(evenIdle).ifPresent(position -> positions.put(lane, position));
        }
        Set<Integer> written = store.persist(positions);
        positions.forEach((lane, position) -> {
            if (written.contains(lane.number())) {
                lane.persisted(position);
            } else {
                lanes.drop(lane);
            }
        });
        lastPersistNanos = now;
        lastIdlePersistNanos = evenIdle ? now : lastIdlePersistNanos;
    }

    private void balance(int share) throws SQLException {
        Collection<OwnedLane> owned = lanes.all();
        long kept = owned.stream().filter(lane -> !lane.isHandingOver()).count();
        if (owned.size() < share) {
            Collection<OwnedLane> acquired =
                    store.acquire(share - owned.size(), settings.maxInFlight().toBytes());
            acquired.forEach(lanes::add);
            if (!acquired.isEmpty()) {
                log.atInfo()
                        .addKeyValue("lanes", acquired.size())
                        .addKeyValue("share", share)
                        .log("Lanes acquired");
            }
        } else if (kept > share) {
            owned.stream()
                    .filter(lane -> !lane.isHandingOver())
                    .limit(kept - share)
                    .forEach(OwnedLane::handOver);
        }
    }
}
