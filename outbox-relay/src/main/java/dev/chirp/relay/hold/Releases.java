package dev.chirp.relay.hold;

import dev.chirp.relay.lane.HeldKey;
import dev.chirp.relay.lane.Lanes;
import dev.chirp.relay.lane.Lease;
import dev.chirp.relay.lane.OwnedLane;
import dev.chirp.relay.publish.Publisher;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what on-call has released, key by key and in order. A row leaves {@code held} only after the broker has its
 * event, and a key leaves its lane's memory only when no row of it is left; a relay that dies in between has its rows
 * published again by the next owner of the lane. On the publishing thread.
 */
public final class Releases {
    private static final Logger log = LoggerFactory.getLogger(Releases.class);
    private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int ROWS = 50;
    private static final int BYTES = 512 * 1024;

    private final ReleaseStore store;
    private final Lanes lanes;
    private final Lease lease;
    private final Publisher publisher;
    private final LongSupplier nanoTime;
    private final Map<HeldKey, Release> underWay = new HashMap<>();
    private long lookAtNanos;

    public Releases(Connection connection, Lanes lanes, Lease lease, Publisher publisher, LongSupplier nanoTime) {
        this.store = new ReleaseStore(connection);
        this.lanes = lanes;
        this.lease = lease;
        this.publisher = publisher;
        this.nanoTime = nanoTime;
        this.lookAtNanos = nanoTime.getAsLong();
    }

    /** Takes the answers that have come and hands over what follows; looks for released keys once a second. */
    public void run(Publisher.Stamp stamp) throws SQLException {
        for (Release release : List.copyOf(underWay.values())) {
            if (release.isOver()) {
                underWay.remove(release.key());
                finish(release, stamp);
            }
        }
        if (nanoTime.getAsLong() - lookAtNanos >= 0) {
            lookAtNanos = nanoTime.getAsLong() + LOOK_EVERY_NANOS;
            begin(stamp);
            forget();
        }
    }

    private void begin(Publisher.Stamp stamp) throws SQLException {
        List<Integer> own = lanes.all().stream().map(OwnedLane::number).toList();
        for (Map.Entry<HeldKey, Integer> released : store.released(own).entrySet()) {
            OwnedLane lane = lanes.get(released.getValue());
            HeldKey key = released.getKey();
            if (lane == null || underWay.containsKey(key)) {
                continue;
            }
            if (!lane.isReleasing(key)) {
                lane.release(key);
                store.releaseAll(key);
            }
            send(lane, key, stamp);
        }
    }

    /** Keys whose last row is gone: discarded, or deleted by the lane's former owner. */
    private void forget() throws SQLException {
        Map<HeldKey, OwnedLane> held = new HashMap<>();
        lanes.all().forEach(lane -> lane.heldKeys().forEach(key -> held.put(key, lane)));
        Set<HeldKey> idle = new HashSet<>(held.keySet());
        idle.removeAll(underWay.keySet());
        if (!idle.isEmpty()) {
            Set<HeldKey> gone = store.withoutRows(idle);
            held.forEach((key, lane) -> {
                if (gone.contains(key)) {
                    lane.letGo(key);
                }
            });
        }
    }

    private void finish(Release release, Publisher.Stamp stamp) throws SQLException {
        HeldKey key = release.key();
        if (!release.published().isEmpty()) {
            store.delete(key, release.published());
        }
        Release.Refused refused = release.refused();
        if (lanes.get(release.lane().number()) != release.lane()) {
            return;
        }
        if (refused != null) {
            release.lane().holdAgain(key);
            store.holdAgain(key, refused.seq(), refused.reason());
            log.atError()
                    .addKeyValue("stream", key.stream())
                    .addKeyValue("lane", release.lane().number())
                    .addKeyValue("seq", refused.seq())
                    .addKeyValue("reason", refused.reason())
                    .log("The broker refused a released event again, its key is held");
        } else if (!release.isBroken()) {
            send(release.lane(), key, stamp);
        }
    }

    /** What is not handed over now is found again by the next look. */
    private void send(OwnedLane lane, HeldKey key, Publisher.Stamp stamp) throws SQLException {
        List<ReleaseStore.Waiting> batch = together(store.first(key, ROWS));
        if (batch.isEmpty()) {
            store.withoutRows(Set.of(key)).forEach(lane::letGo);
            return;
        }
        var release = new Release(lane, key);
        underWay.put(key, release);
        for (ReleaseStore.Waiting waiting : batch) {
            if (release.isBroken() || !publisher.hasRoom() || !lease.isHeld(nanoTime.getAsLong())) {
                break;
            }
            release.opened();
            long seq = waiting.row().key().seq();
            if (!publisher.publishHeld(waiting.row(), lane, stamp, outcome -> release.answered(seq, outcome))) {
                release.notOpened();
            }
        }
        release.complete();
    }

    /**
     * The first events that may be under way at once. One that the broker has refused before goes alone: what follows it
     * must not be published before it.
     */
    private static List<ReleaseStore.Waiting> together(List<ReleaseStore.Waiting> first) {
        List<ReleaseStore.Waiting> batch = new ArrayList<>();
        int bytes = 0;
        for (ReleaseStore.Waiting waiting : first) {
            boolean wasRefused = !waiting.reason().equals(Holding.BEHIND_HELD);
            bytes += waiting.row().payload().length();
            if (!batch.isEmpty() && (wasRefused || bytes > BYTES)) {
                break;
            }
            batch.add(waiting);
            if (wasRefused) {
                break;
            }
        }
        return batch;
    }
}
